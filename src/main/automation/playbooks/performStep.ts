import type { Asker } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import { type Expression, ExpressionError, type Scope, isTrue } from '../expressions/expression'
import type { PlantLookup } from '../expressions/plantLookup'
import type { PlaybookParts } from './playbookParts'
import type { BodyOf, Ref } from './stepBodies'

/** How a step that has no run of its own ended; null: it was stopped, and may begin again. */
export type StepEnd =
  | { readonly ok: true; readonly output: unknown; readonly changes: readonly string[] }
  | { readonly ok: false; readonly problem: string }
  | null

export type PerformParts = Pick<PlaybookParts, 'snapshots' | 'runJob' | 'notify' | 'clock'> & {
  readonly lookup: PlantLookup
}

/** Sleeps; false when the signal ended it. */
export function sleep(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(false)
      return
    }
    const stop = (): void => {
      clearTimeout(timer)
      resolve(false)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve(true)
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}

/** What is left of a time that ends at `until`, ms: a clock that jumps makes it neither endless nor longer. */
function left(until: number, wholeMs: number, now: number): number {
  return Math.min(wholeMs, Math.max(0, until - now))
}

export async function wait(
  { seconds }: BodyOf<'wait'>,
  until: number,
  { clock }: Pick<PerformParts, 'clock'>,
  signal: AbortSignal,
): Promise<StepEnd> {
  const isOver = await sleep(left(until, seconds * 1000, clock.now()), signal)
  return isOver ? { ok: true, output: null, changes: [`Waited ${inSeconds(seconds)}.`] } : null
}

/** Looks again and again; what cannot be found out yet is not so yet. */
export async function waitFor(
  { timeoutS, everyS }: BodyOf<'wait-for'>,
  condition: Expression,
  until: number,
  scope: () => Scope,
  { clock }: Pick<PerformParts, 'clock'>,
  signal: AbortSignal,
): Promise<StepEnd> {
  const end = performance.now() + left(until, timeoutS * 1000, clock.now())
  for (;;) {
    const seen = await look(condition, scope())
    if (seen.isSo) return { ok: true, output: seen.value, changes: ['It is so.'] }
    const more = end - performance.now()
    if (more <= 0) {
      const why = seen.fault === null ? '' : ` ${seen.fault}`
      return { ok: false, problem: `It was not so within ${inSeconds(timeoutS)}: ${condition.text}.${why}` }
    }
    if (!(await sleep(Math.min(everyS * 1000, more), signal))) return null
  }
}

async function look(
  condition: Expression,
  scope: Scope,
): Promise<{ readonly isSo: boolean; readonly value: unknown; readonly fault: string | null }> {
  try {
    const value = await condition.evaluate(scope)
    return { isSo: isTrue(value), value: value ?? null, fault: null }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return { isSo: false, value: null, fault: error.message }
  }
}

/** @throws ExpressionError */
export async function check({ message }: BodyOf<'check'>, that: Expression, scope: Scope): Promise<StepEnd> {
  const value = await that.evaluate(scope)
  if (isTrue(value)) return { ok: true, output: value, changes: ['It is so.'] }
  return { ok: false, problem: message === '' ? `It is not so: ${that.text}.` : message }
}

/** `since`: when the step began; a snapshot that it has taken already is not taken again. */
export async function capture(
  { label, note, scope }: BodyOf<'snapshot.capture'>,
  asker: Asker,
  since: { readonly at: string; readonly isAgain: boolean },
  { snapshots }: Pick<PerformParts, 'snapshots'>,
): Promise<StepEnd> {
  const taken = since.isAgain
    ? snapshots
        .list()
        .find((one) => one.label === label && one.takenAt >= since.at && one.takenBy.id === asker.actor.id)
    : undefined
  try {
    const { id, receivers, routed } = taken ?? (await snapshots.create(asker, { label, note, scope }))
    const output = { id, label, receivers, routed }
    return { ok: true, output, changes: [`Snapshot “${label}”: ${receivers} destinations, ${routed} on a sender.`] }
  } catch (error) {
    if (error instanceof HouseError) return { ok: false, problem: error.message }
    throw error
  }
}

/** @throws ExpressionError for a target that the plant does not have */
export function tellPeople(
  { severity, text, target }: BodyOf<'notify'>,
  by: string,
  { lookup, notify }: Pick<PerformParts, 'lookup' | 'notify'>,
): StepEnd {
  notify({ severity, text, target: target === undefined ? null : idOf(lookup, target), by })
  return { ok: true, output: null, changes: [text] }
}

function idOf(lookup: PlantLookup, ref: Ref): string {
  const kinds = ['receiver', 'sender', 'device', 'node'] as const
  for (const kind of kinds) {
    try {
      return lookup.find(kind, ref).id
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
    }
  }
  throw new ExpressionError(`There is nothing “${typeof ref === 'string' ? ref : ref.id}” in the plant.`)
}

export async function job(
  { name }: BodyOf<'job'>,
  asker: Asker,
  { runJob }: Pick<PerformParts, 'runJob'>,
): Promise<StepEnd> {
  try {
    const { problem, output } = await runJob(asker, name)
    return problem === null ? { ok: true, output, changes: [`Job ${name} was run.`] } : { ok: false, problem }
  } catch (error) {
    if (error instanceof HouseError) return { ok: false, problem: error.message }
    throw error
  }
}

function inSeconds(seconds: number): string {
  return `${seconds} s`
}
