import type { Scope, Window, WindowInput } from '../../../contract'
import { momentOf, momentTexts, type MomentTexts } from '../../components/momentText'

/** A window as it is being filled in; times are what the inputs show. */
export type WindowDraft = {
  readonly kind: Window['kind']
  readonly label: string
  readonly note: string
  readonly start: MomentTexts
  readonly end: MomentTexts
  readonly scope: Scope
  readonly repeats: boolean
  readonly cron: string
  /** Minutes, as text. */
  readonly duration: string
  readonly timeZone: string
  /** Ids of rules that are switched while it is open. */
  readonly on: readonly string[]
  readonly off: readonly string[]
}

const HOUR_MS = 3_600_000
const YEAR_MS = 365 * 24 * HOUR_MS

/** An empty form: from the next full hour, for two hours. `now`: epoch ms; `timeZone`: of this machine. */
export function windowDraft(now: number, timeZone: string): WindowDraft {
  const start = Math.ceil((now + 1) / HOUR_MS) * HOUR_MS
  return {
    kind: 'change',
    label: '',
    note: '',
    start: momentTexts(start),
    end: momentTexts(start + 2 * HOUR_MS),
    scope: { kind: 'all' },
    repeats: false,
    cron: '0 2 * * TUE',
    duration: '120',
    timeZone,
    on: [],
    off: [],
  }
}

/** The form of a window that is there. */
export function draftOfWindow(window: Window, timeZone: string): WindowDraft {
  const { kind, label, note, start, end, scope, repeat, policies } = window
  const common = windowDraft(Date.parse(start), timeZone)
  return {
    ...common,
    kind,
    label,
    note,
    start: momentTexts(Date.parse(start)),
    end: momentTexts(Date.parse(end)),
    scope,
    on: policies.on,
    off: policies.off,
    ...(repeat === null
      ? {}
      : { repeats: true, cron: repeat.cron, duration: String(repeat.durationS / 60), timeZone: repeat.timeZone }),
  }
}

/** The draft that repeats, or does not any more: a repetition goes on for a year unless an end is named. */
export function repeating(draft: WindowDraft, repeats: boolean): WindowDraft {
  const start = momentOf(draft.start)
  if (start === null) return { ...draft, repeats }
  return { ...draft, repeats, end: momentTexts(start + (repeats ? YEAR_MS : 2 * HOUR_MS)) }
}

/** What is sent, or a sentence that says what is missing. The engine looks again. */
export function windowOf(draft: WindowDraft): WindowInput | string {
  const [start, end] = [momentOf(draft.start), momentOf(draft.end)]
  const minutes = Number(draft.duration)
  if (draft.label.trim() === '') return 'Give it a name that people know it by.'
  if (start === null || end === null) return 'Say from when to when: day and time.'
  if (end <= start) return 'It ends before it begins.'
  if (draft.repeats && draft.cron.trim() === '') return 'Say when it opens, as a cron expression: 0 2 * * TUE.'
  if (draft.repeats && !(minutes >= 1 && minutes <= 43_200))
    return 'Say for how many minutes it is open, from 1 to 43200 (30 days).'
  const maintenance = draft.kind === 'maintenance'
  return {
    kind: draft.kind,
    label: draft.label.trim(),
    note: draft.note.trim(),
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    scope: draft.scope,
    repeat: draft.repeats
      ? { cron: draft.cron.trim(), durationS: Math.round(minutes * 60), timeZone: draft.timeZone.trim() }
      : null,
    policies: maintenance ? { on: [...draft.on], off: [...draft.off] } : { on: [], off: [] },
  }
}

/**
 * Whether an approval is gone with what the draft changes: any but the name and the note. A draft that cannot be sent
 * loses nothing.
 */
export function losesApproval(window: Window, draft: WindowDraft): boolean {
  const input = windowOf(draft)
  if (window.kind !== 'change' || window.approval === null || typeof input === 'string') return false
  const essence = ({ kind, start, end, repeat, scope, policies }: Window | WindowInput): string =>
    JSON.stringify([kind, Date.parse(start), Date.parse(end), repeat, scope, policies.on, policies.off])
  return essence(window) !== essence(input)
}
