import type { Scope, WindowInput } from '../../../contract'
import { momentOf, momentTexts, type MomentTexts } from '../../components/momentText'

/** A change window as it is being filled in; times are what the inputs show. */
export type WindowDraft = {
  readonly label: string
  readonly note: string
  readonly start: MomentTexts
  readonly end: MomentTexts
  readonly scope: Scope
}

const HOUR_MS = 3_600_000

/** An empty form: from the next full hour, for two hours. `now`: epoch ms. */
export function windowDraft(now: number): WindowDraft {
  const start = Math.ceil((now + 1) / HOUR_MS) * HOUR_MS
  return {
    label: '',
    note: '',
    start: momentTexts(start),
    end: momentTexts(start + 2 * HOUR_MS),
    scope: { kind: 'all' },
  }
}

/** What the form decides about a window. */
export type WindowWish = Pick<WindowInput, 'kind' | 'label' | 'note' | 'start' | 'end' | 'scope'>

/** What is sent, or a sentence that says what is missing. The engine looks again. */
export function windowOf(draft: WindowDraft): WindowWish | string {
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
