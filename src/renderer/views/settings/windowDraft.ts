import type { Scope, WindowInput } from '../../../contract'
import { localInput, momentOf } from '../../components/momentText'

/** A change window as it is being filled in; times are what the inputs show. */
export type WindowDraft = {
  readonly label: string
  readonly note: string
  readonly start: string
  readonly end: string
  readonly scope: Scope
}

const HOUR_MS = 3_600_000

/** An empty form: from the next full hour, for two hours. `now`: epoch ms. */
export function windowDraft(now: number): WindowDraft {
  const start = Math.ceil((now + 1) / HOUR_MS) * HOUR_MS
  return { label: '', note: '', start: localInput(start), end: localInput(start + 2 * HOUR_MS), scope: { kind: 'all' } }
}

/** What is sent, or a sentence that says what is missing. The engine looks again. */
export function windowOf(draft: WindowDraft): WindowInput | string {
  const [start, end] = [momentOf(draft.start), momentOf(draft.end)]
  if (draft.label.trim() === '') return 'Give it a name that people know it by.'
  if (start === null || end === null) return 'Say from when to when: day and time.'
  if (end <= start) return 'It ends before it begins.'
  return {
    kind: 'change',
    label: draft.label.trim(),
    note: draft.note.trim(),
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    scope: draft.scope,
  }
}
