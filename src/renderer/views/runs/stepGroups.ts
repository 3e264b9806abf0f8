import type { PlaybookStep, StepKind, StepProgress, StepState } from '../../../contract'
import { many } from '../../components/numberWords'

/** A step as the graph shows it: all its items, and what a nested playbook does within it, as one. */
export type StepGroup = {
  /** Its name in the playbook. */
  readonly id: string
  readonly kind: StepKind
  readonly title: string
  readonly needs: readonly string[]
  readonly always: boolean
  /** Null: it is only written, nothing of a run is known. */
  readonly state: StepState | null
  /** In words: `each of $routes()`, `3 of 12 done`; empty: nothing to say. */
  readonly note: string
  /** Of a plan: what cannot be known before. */
  readonly unknown: string | null
}

/** `move[3]/inner` belongs to `move`. */
export const groupOf = (id: string): string => /^[^[/]+/.exec(id)?.[0] ?? id

/** The first of these that a step's items have is how the step stands. */
const telling: readonly StepState[] = ['asking', 'failed', 'left', 'running', 'waiting', 'planned', 'done', 'reverted']

/** How several items together stand: one that asks or failed tells for all, what is half done is under way. */
export function stateOfAll(states: readonly StepState[]): StepState {
  const has = (state: StepState): boolean => states.includes(state)
  if (!has('asking') && !has('failed') && has('waiting') && has('done')) return 'running'
  return telling.find(has) ?? 'skipped'
}

/** A step with items says itself how it stands, unless one of them waits for a person. */
const stateOfParts = (head: StepProgress, parts: readonly StepProgress[]): StepState =>
  parts.some(({ state }) => state === 'asking') ? 'asking' : head.state

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

/** The steps as they are written. */
export function writtenSteps(steps: readonly PlaybookStep[]): readonly StepGroup[] {
  return steps.map(({ id, kind, title, needs, when, forEach, always }) => ({
    ...{ id, kind, title, needs, always, state: null, unknown: null },
    note: [
      when === null ? null : `if ${short(when.replace(/\s+/g, ' '), 80)}`,
      forEach === null ? null : `for each of ${short(forEach.replace(/\s+/g, ' '), 80)}`,
    ]
      .filter((part) => part !== null)
      .join(' · '),
  }))
}

/** The steps of a plan or a run, one for each step of its playbook. */
export function progressSteps(steps: readonly StepProgress[]): readonly StepGroup[] {
  const groups = new Map<string, StepProgress[]>()
  for (const step of steps) {
    const key = groupOf(step.id)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [step])
    else group.push(step)
  }
  return [...groups].map(([id, all]) => {
    const own = all.filter((step) => !step.id.includes('/'))
    const items = own.length === 0 ? all : own
    const head = items.find((step) => step.id === id) ?? items[0]
    const parts = items.filter((step) => step.id !== id)
    const counted = parts.length > 0 ? parts : items
    const nested = all.length - items.length
    const over = counted.filter(({ state }) => state === 'done' || state === 'skipped').length
    return {
      id,
      kind: head?.kind ?? 'check',
      title: head?.title ?? id,
      needs: [...new Set(items.flatMap(({ needs }) => needs.map(groupOf)))].filter((need) => need !== id),
      always: head?.always === true,
      state:
        parts.length > 0 && head !== undefined
          ? stateOfParts(head, parts)
          : stateOfAll(counted.map(({ state }) => state)),
      note: [
        parts.length > 0 ? `${String(over)} of ${String(parts.length)} done` : null,
        nested > 0 ? `${String(nested)} steps within` : null,
      ]
        .filter((part) => part !== null)
        .join(' · '),
      unknown: items.find(({ unknown }) => unknown !== null)?.unknown ?? null,
    }
  })
}

/** How a step stands, in a word. */
export const stepWords: Readonly<Record<StepState, string>> = {
  planned: 'planned',
  waiting: 'to come',
  running: 'under way',
  asking: 'asks',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  reverted: 'put back',
  left: 'left',
}

/** The class for its colour: green for done, amber for trouble and questions, grey for the rest. */
export function stepTone(state: StepState): string {
  if (state === 'done') return 'good'
  return state === 'failed' || state === 'left' || state === 'asking' ? 'warn' : 'quiet'
}

/** How far a playbook is: `4 of 7 steps done`, `1 failed`. */
export function stepCounts(steps: readonly StepProgress[]): {
  readonly groups: readonly StepGroup[]
  readonly over: number
  readonly failed: number
  readonly back: number
  readonly words: readonly string[]
} {
  const groups = progressSteps(steps)
  const count = (...states: readonly StepState[]): number =>
    groups.filter(({ state }) => state !== null && states.includes(state)).length
  const wanted = groups.length - count('skipped')
  const [done, failed, back, left] = [count('done'), count('failed'), count('reverted'), count('left')]
  const planned = count('planned')
  const isPlan = planned > 0 || groups.every(({ state }) => state === 'skipped')
  const words = [
    isPlan ? `${many(planned, 'step')} planned` : `${String(done)} of ${String(wanted)} steps done`,
    failed > 0 ? `${String(failed)} failed` : null,
    back > 0 ? `${String(back)} put back` : null,
    left > 0 ? `${String(left)} left` : null,
    count('skipped') > 0 ? `${String(count('skipped'))} ${isPlan ? 'left out' : 'skipped'}` : null,
  ].filter((word) => word !== null)
  return { groups, over: done + count('skipped'), failed: failed + left, back, words }
}
