import type { Decision, OnFailure, StepProgress, Warning } from '../../../contract'
import type { Asker } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import type { StoredStep } from '../../store/repositories'
import { ExpressionError, type Scope, type Uses, isTrue } from '../expressions/expression'
import { PLANT_FUNCTIONS, plantFunctions } from '../expressions/plantFunctions'
import { createPlantLookup } from '../expressions/plantLookup'
import { registryFunctions } from '../expressions/registryFunctions'
import { allUses } from '../expressions/template'
import { linesOf } from './childOutcome'
import { type Frame, type Item, type RunFacts, freshRow, itemRow, rowIdOf, scopeFor } from './frame'
import { checkedParams, isThing } from './params'
import { type Playbook, RUN_KINDS, type Step } from './playbook'
import type { PlaybookParts } from './playbookParts'
import { withProgress } from './rowStates'
import { neededBy } from './stepOrder'
import { stepRequest } from './stepRequest'
import { titleOf, withoutExpressions } from './stepTitle'
import { type StepValues, asList, stepValues } from './stepValues'

/** What a playbook would do, as far as it can be known. */
export type PlaybookPlan = {
  readonly steps: readonly StoredStep[]
  /** What the guard said about the steps that can be known, each with the title of its step. */
  readonly decisions: readonly Decision[]
  readonly warnings: readonly Warning[]
  /** What is against the whole already: a yes that is wanted, and denials of what comes first. */
  readonly refusals: readonly Decision[]
  /** What of the first steps makes no sense, sentences. */
  readonly faults: readonly string[]
}

/** What a condition gives, and that in words. */
type Seen =
  | { readonly isSo: true; readonly value: unknown; readonly text: string }
  | { readonly isSo: false; readonly text: string }

/** Items that are planned one by one; of the others it is said that they are not. */
const MOST_ITEMS = 200
const AS_NOW = 'As the plant is now; the steps before it may change that.'

/** Plans the whole without doing anything: what cannot be known before is said to be unknown. */
export async function planPlaybook(
  parts: PlaybookParts,
  playbooks: ReadonlyMap<string, Playbook>,
  asked: {
    readonly asker: Asker
    readonly main: Playbook
    readonly params: Frame['params']
    readonly policy: OnFailure
    readonly confirm: readonly string[]
    readonly override: string | null
    readonly facts: RunFacts
    readonly now: string
  },
): Promise<PlaybookPlan> {
  const { asker, facts, now, confirm, override } = asked
  const lookup = createPlantLookup(parts)
  const functions = { ...plantFunctions(parts), ...registryFunctions(parts) }
  const rows = new Map<string, StoredStep>()
  /** What steps that only look would find now, by the ids of their rows. */
  const foreseen = new Map<string, unknown>()
  const decisions: Decision[] = []
  const refusals: Decision[] = []
  const faults: string[] = []
  const warnings = new Map<string, Warning>()

  function put(row: StoredStep, given: Partial<StepProgress>): StoredStep {
    const next = withProgress(row, given)
    rows.set(row.progress.id, next)
    return next
  }

  function scopeOf(frame: Frame, step: Step, item: Item): Scope {
    return scopeFor(frame, step.uses, item, { rowOf: foreseenRow, functions, lookup, facts, now })
  }

  function foreseenRow(id: string): StoredStep | undefined {
    const row = rows.get(id)
    if (row === undefined || !foreseen.has(id)) return row
    return withProgress(row, { state: 'done', output: foreseen.get(id) })
  }

  /** What cannot be known of something that speaks of other steps; null: it can be known, as far as they go. */
  function dependsOn(frame: Frame, uses: Uses | undefined, what: string): string | null {
    const open = [...(uses?.steps ?? [])].filter((name) => !isForeseen(`${frame.prefix}${name}`))
    if (open.length === 0) return null
    return `${what} depends on what ${open.map((name) => `“${name}”`).join(' and ')} gives.`
  }

  /** It only looks, and that was done now; or it is certain to be left out. */
  function isForeseen(id: string): boolean {
    const progress = rows.get(id)?.progress
    return foreseen.has(id) || (progress?.state === 'skipped' && progress.unknown === null)
  }

  /** That something rests on what was found now. */
  function restsOn(frame: Frame, uses: Uses): string | null {
    const names = [...uses.steps].filter((name) => foreseen.has(`${frame.prefix}${name}`))
    return names.length === 0 ? null : `With what ${names.map((name) => `“${name}”`).join(' and ')} would give now.`
  }

  /** `first`: nothing of the playbook comes before it. */
  async function planFrame(frame: Frame, first: boolean): Promise<void> {
    for (const step of frame.book.steps) {
      const row = put(freshRow(frame, step, 'planned'), {})
      const isFirst = first && step.needs.length === 0 && !step.always && step.onFailure !== 'continue-on-error'
      try {
        if (step.forEach === null) await planOne(frame, step, row, null, isFirst)
        else await planItems(frame, step, row, isFirst)
      } catch (error) {
        if (!(error instanceof ExpressionError || error instanceof HouseError)) throw error
        put(rows.get(row.progress.id) ?? row, { problem: error.message })
        if (isFirst) faults.push(`Step “${step.id}”: ${error.message}`)
      }
    }
  }

  async function planItems(frame: Frame, step: Step, group: StoredStep, isFirst: boolean): Promise<void> {
    const unknown = dependsOn(frame, step.forEach?.uses, 'What it is done for')
    const title = withoutExpressions(step)
    if (step.forEach === null || unknown !== null) {
      put(group, { title, unknown })
      return
    }
    const items = asList(await step.forEach.evaluate(scopeOf(frame, step, null)))
    const live = mayChange(frame, step, step.forEach.uses) ? AS_NOW : restsOn(frame, step.forEach.uses)
    const more =
      items.length > MOST_ITEMS ? `${items.length - MOST_ITEMS} of its items are not planned one by one.` : null
    const count = items.length === 1 ? 'For 1 item.' : `For ${items.length} items.`
    put(group, { title, changes: [count], unknown: [live, more].filter((one) => one !== null).join(' ') || null })
    for (const [index, value] of items.slice(0, MOST_ITEMS).entries()) {
      const row = put(itemRow(group, index, 'planned'), { changes: [] })
      await planOne(frame, step, row, { value, index }, isFirst && live === null)
    }
  }

  async function planOne(frame: Frame, step: Step, row: StoredStep, item: Item, isFirst: boolean): Promise<void> {
    const scope = scopeOf(frame, step, item)
    let unknown = dependsOn(frame, step.when?.uses, 'Whether it is done')
    const isNamed = dependsOn(frame, step.title.uses, '') === null
    const title = isNamed ? await titleOf(step, scope) : withoutExpressions(step)
    if (step.when !== null && unknown === null) {
      const live = mayChange(frame, step, step.when.uses)
      const isWanted = isTrue(await step.when.evaluate(scope))
      if (!isWanted && !live) {
        put(row, { title, state: 'skipped', problem: `Its condition says no: ${step.when.text}.` })
        return
      }
      if (live) unknown = `Whether it is done: now it would ${isWanted ? '' : 'not '}be. ${AS_NOW}`
    }
    const titled = put(row, { title, unknown })
    const body = allUses([...step.body.values()].map(({ uses }) => uses))
    const what = dependsOn(frame, body, 'What it does')
    if (what !== null) {
      put(titled, { unknown: what })
      return
    }
    unknown ??= restsOn(frame, body)
    const isCertain = isFirst && unknown === null
    const values = await stepValues(step, scope)
    const planned = put(titled, { unknown })
    if (values.kind === 'playbook') await planNested(frame, step, planned, values.body, isCertain)
    else if (RUN_KINDS.has(values.kind)) await planChild(planned, values, isCertain)
    else {
      const seen = await look(frame, step, scope)
      const stays = step.condition === null || !mayChange(frame, step, step.condition.uses)
      if (seen.isSo && stays && item === null) foreseen.set(row.progress.id, seen.value)
      put(planned, { changes: [lineOf(values, step, seen.text)], ...laterOf(values, unknown) })
    }
  }

  async function planNested(
    frame: Frame,
    step: Step,
    row: StoredStep,
    { name, params }: { readonly name: string; readonly params: Readonly<Record<string, unknown>> },
    isFirst: boolean,
  ): Promise<void> {
    const inner = playbooks.get(name)
    if (inner === undefined) throw new ExpressionError(`There is no playbook “${name}”.`)
    const checked = checkedParams(inner.params, params, lookup)
    put(row, { changes: [`Playbook ${inner.title}, ${inner.steps.length} steps.`] })
    const { id } = row.progress
    const policy = step.onFailure ?? inner.onFailure ?? frame.policy
    const always = frame.always || step.always
    await planFrame({ book: inner, prefix: `${id}/`, position: row.position, params: checked, policy, always }, isFirst)
  }

  async function planChild(row: StoredStep, values: StepValues, isFirst: boolean): Promise<void> {
    const request = stepRequest(values, lookup, parts)
    if (request === null || request.actions.length === 0) {
      put(row, { changes: ['There is nothing to do as the plant is now.'] })
      return
    }
    const { source, onFailure, ...rest } = request
    const run = await parts.execution.plan(asker, {
      ...rest,
      source: source ?? { kind: 'playbook', id: facts.id, label: `${asked.main.title}: ${row.progress.title}` },
      onFailure: onFailure ?? undefined,
      confirm: [...confirm],
      ...(override === null ? {} : { override: { reason: override } }),
      skipDone: true,
      dryRun: true,
      ifClosed: 'refuse',
      waitMs: 0,
    })
    for (const warning of run.warnings) warnings.set(`${warning.code} ${warning.target ?? ''}`, warning)
    const against = run.decisions.filter(({ effect, action }) => effect === 'confirm' || !skips(rest.onRefused, action))
    const said = against
      .filter(({ effect }) => effect !== 'allow')
      .map((one): Decision => ({ ...one, action: null, text: `${row.progress.title}: ${one.text}` }))
    decisions.push(...said)
    refusals.push(...said.filter(({ effect }) => effect === 'confirm' || isFirst))
    const lines = linesOf({ ...run, warnings: [] })
    const [first] = said
    put(row, { changes: lines, ...(first === undefined ? {} : { problem: said.map(({ text }) => text).join(' ') }) })
  }

  /** What the condition of a step gives now. */
  async function look(frame: Frame, { condition }: Step, scope: Scope): Promise<Seen> {
    if (condition === null || dependsOn(frame, condition.uses, '') !== null) return { isSo: false, text: '' }
    try {
      const value = await condition.evaluate(scope)
      return isTrue(value) ? { isSo: true, value, text: 'It is so now.' } : { isSo: false, text: 'It is not so now.' }
    } catch (error) {
      if (error instanceof ExpressionError) return { isSo: false, text: `Now: ${error.message}` }
      throw error
    }
  }

  /** Whether what it looks at may be otherwise when its turn comes. */
  function mayChange(frame: Frame, step: Step, uses: Uses): boolean {
    const looks = PLANT_FUNCTIONS.some((name) => uses.variables.has(name))
    if (!looks && !frame.book.params.some(({ name, type }) => uses.params.has(name) && isThing(type))) return false
    const before = neededBy(frame.book.steps, step.id)
    return frame.prefix !== '' || frame.book.steps.some(({ id, kind }) => before.has(id) && touchesPlant(kind))
  }

  const { main, params, policy } = asked
  await planFrame({ book: main, prefix: '', position: '', params, policy, always: false }, true)
  // A step that is named more than once counts with its last word.
  const ordered = [...rows.values()].sort((a, b) => (a.position < b.position ? -1 : 1))
  return { steps: ordered, decisions, warnings: [...warnings.values()], refusals, faults }
}

/** The steps as a run begins with them: those of its own playbook, with what is known of them. */
export function firstRows(main: Playbook, plan: PlaybookPlan, params: Frame['params']): readonly StoredStep[] {
  const policy = 'continue-on-error'
  const frame: Frame = { book: main, prefix: '', position: '', params, policy, always: false }
  const planned = new Map(plan.steps.map((row) => [row.progress.id, row]))
  return main.steps.map((step) => {
    const row = freshRow(frame, step, 'waiting')
    const known = planned.get(rowIdOf(frame, step))?.progress
    return known === undefined ? row : withProgress(row, { title: known.title, changes: known.changes })
  })
}

function touchesPlant(kind: Step['kind']): boolean {
  return RUN_KINDS.has(kind) || kind === 'playbook' || kind === 'wait' || kind === 'wait-for'
}

function skips(onRefused: 'refuse' | 'skip', action: number | null): boolean {
  return onRefused === 'skip' && action !== null
}

function laterOf({ kind }: StepValues, unknown: string | null): Partial<StepProgress> {
  const isLater = kind === 'check' || kind === 'wait-for'
  return isLater && unknown === null ? { unknown: 'It is looked at when its turn comes.' } : {}
}

/** What a step that has no run of its own will do. */
function lineOf(values: StepValues, { condition }: Step, seen: string): string {
  const wanted = condition?.text.replace(/\s+/g, ' ').trim() ?? ''
  switch (values.kind) {
    case 'wait':
      return `Waits ${values.body.seconds} s.`
    case 'wait-for':
      return `Waits at most ${values.body.timeoutS} s for ${wanted}. ${seen}`.trim()
    case 'check':
      return `Looks whether ${wanted}. ${seen}`.trim()
    case 'approve':
      return `Asks an ${values.body.role}: ${values.body.text}`
    case 'notify':
      return `Says (${values.body.severity}): ${values.body.text}`
    case 'snapshot.capture':
      return `Keeps a snapshot “${values.body.label}”.`
    case 'job':
      return `Runs the job ${values.body.name}.`
    case 'take':
    case 'disconnect':
    case 'salvo':
    case 'snapshot.restore':
    case 'sender.activate':
    case 'sender.deactivate':
    case 'mqtt.command':
    case 'http.request':
    case 'playbook':
      return ''
  }
}
