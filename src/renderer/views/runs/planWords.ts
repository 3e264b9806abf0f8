import type { StepProgress } from '../../../contract'
import { many } from '../../components/numberWords'

/** What the engine says of every step that looks at the plant only once it comes to it. */
const LATER = 'It is looked at when its turn comes.'

/** What several steps of a plan do not know before, said once; `text` is how each of them says it. */
export type SharedUnknown = { readonly text: string; readonly said: string }

/** What more than one of these planned steps says in the same words of what cannot be known before. */
export function sharedUnknowns(steps: readonly Pick<StepProgress, 'state' | 'unknown'>[]): readonly SharedUnknown[] {
  const counts = new Map<string, number>()
  for (const { state, unknown } of steps)
    if (state === 'planned' && unknown !== null) counts.set(unknown, (counts.get(unknown) ?? 0) + 1)
  return [...counts].flatMap(([text, count]) => {
    if (count < 2) return []
    const steps = many(count, 'step')
    return { text, said: text === LATER ? `${steps} are looked at when their turn comes.` : `${steps}: ${text}` }
  })
}

/** A line of a step: what it says, and the expression that it speaks of; null: it speaks of none. */
export type StepLine = { readonly said: string; readonly expression: string | null }

const CONDITION = /^(Looks whether|Waits at most \S+ s for) (.+?)\.(?: (It is so now\.|It is not so now\.|Now: .+))?$/s

/** A line that looks at a condition, as a short sentence and the condition apart from it. */
export function stepLine(line: string): StepLine {
  const [, what, expression, now] = CONDITION.exec(line) ?? []
  if (what === undefined || expression === undefined) return { said: line, expression: null }
  const said = what === 'Looks whether' ? 'Looks whether this is so.' : `${what} this to be so.`
  return { said: now === undefined ? said : `${said} ${now}`, expression }
}
