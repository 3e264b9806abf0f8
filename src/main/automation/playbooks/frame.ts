import type { OnFailure, PlaybookParam, StepProgress } from '../../../contract'
import type { StoredStep } from '../../store/repositories'
import type { Scope, Uses } from '../expressions/expression'
import type { PlantLookup } from '../expressions/plantLookup'
import { shownParams } from './params'
import type { Playbook, Step } from './playbook'

/** A playbook at work within a run: the outermost, or one that a step runs. */
export type Frame = {
  readonly book: Playbook
  /** What the ids of its steps begin with: empty, or `outer/`. */
  readonly prefix: string
  /** What the positions of its steps begin with. */
  readonly position: string
  readonly params: Readonly<Record<string, unknown>>
  /** What a failed step means, unless it says so itself. */
  readonly policy: OnFailure
  /** It belongs to a step that always runs: it is not stopped by what went wrong before. */
  readonly always: boolean
}

/** An item of a `forEach`; null: the step is done once. */
export type Item = { readonly value: unknown; readonly index: number } | null

/** A step whose turn it is, as a whole or for one of its items; `id`: that of its row. */
export type Turn = { readonly frame: Frame; readonly step: Step; readonly id: string; readonly item: Item }

/** What expressions of a run know of it. */
export type RunFacts = {
  readonly id: string
  readonly number: number
  readonly actor: { readonly id: string; readonly name: string; readonly role: string }
  readonly origin: string
  readonly playbook: string
}

const DIGITS = 6

/** Positions that sort as texts. */
export function positionOf(before: string, index: number): string {
  return `${before}${String(index).padStart(DIGITS, '0')}.`
}

export function rowIdOf(frame: Frame, step: Pick<Step, 'id'>): string {
  return `${frame.prefix}${step.id}`
}

export function itemRowId(rowId: string, index: number): string {
  return `${rowId}[${index}]`
}

/** A step before it begins. */
export function freshRow(frame: Frame, step: Step, state: StepProgress['state']): StoredStep {
  const index = frame.book.steps.indexOf(step)
  return {
    position: positionOf(frame.position, index),
    kept: {},
    progress: {
      id: rowIdOf(frame, step),
      name: step.id,
      kind: step.kind,
      title: step.titleText,
      needs: step.needs.map((need) => `${frame.prefix}${need}`),
      always: step.always,
      state,
      unknown: null,
      changes: [],
      runId: null,
      output: null,
      problem: null,
      startedAt: null,
      finishedAt: null,
    },
  }
}

/** One item of a step, before it begins. */
export function itemRow(group: StoredStep, index: number, state: StepProgress['state']): StoredStep {
  const { progress } = group
  return {
    position: positionOf(group.position, index),
    kept: {},
    progress: {
      ...progress,
      id: itemRowId(progress.id, index),
      state,
      runId: null,
      output: null,
      problem: null,
      startedAt: null,
      finishedAt: null,
      changes: [],
    },
  }
}

/** What the expressions of a step look at: no more of the steps before than they speak of. */
export function scopeFor(
  frame: Frame,
  uses: Uses,
  item: Item,
  given: {
    readonly rowOf: (id: string) => StoredStep | undefined
    readonly functions: Scope['functions']
    readonly lookup: PlantLookup
    readonly facts: RunFacts
    readonly now: string
  },
): Scope {
  const steps: Record<string, unknown> = {}
  for (const name of uses.steps) {
    const row = given.rowOf(`${frame.prefix}${name}`)
    if (row !== undefined) steps[name] = shownStep(row, given.rowOf)
  }
  const used: readonly PlaybookParam[] = frame.book.params.filter(({ name }) => uses.params.has(name))
  return {
    root: {
      // Whoever speaks of them in a way that cannot be seen gets all of them.
      params: shownParams(used.length > 0 ? used : frame.book.params, frame.params, given.lookup),
      steps,
      item: item?.value,
      index: item?.index,
      run: given.facts,
      now: given.now,
    },
    functions: given.functions,
  }
}

function shownStep(row: StoredStep, rowOf: (id: string) => StoredStep | undefined) {
  const { progress, kept } = row
  const { state, problem } = progress
  const items = kept['items']
  if (!Array.isArray(items)) return { state, problem, output: progress.output }
  const each = items.map((_, index) => rowOf(itemRowId(progress.id, index))?.progress)
  return {
    state,
    problem,
    output: each.map((one) => one?.output ?? null),
    items: each.map((one) => ({ state: one?.state ?? 'waiting', problem: one?.problem ?? null })),
  }
}
