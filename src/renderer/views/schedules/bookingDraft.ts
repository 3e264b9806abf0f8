import type { Id, ScheduleInput } from '../../../contract'
import { momentOf, momentTexts, type MomentTexts } from '../../components/momentText'

/** A booking as it is being filled in; times are what the inputs show. */
export type BookingDraft = {
  readonly kind: 'salvo' | 'snapshot' | 'take'
  readonly salvoId: Id | null
  readonly snapshotId: Id | null
  /** Null: the destination is disconnected, when `disconnect` says so. */
  readonly senderId: Id | null
  readonly disconnect: boolean
  readonly receiverId: Id | null
  readonly label: string
  readonly at: MomentTexts
  readonly misfire: 'skip' | 'run'
  readonly grace: string
}

/** How far ahead the form begins, ms. */
const AHEAD_MS = 10 * 60_000

/** An empty form; `what` as the address has it, `salvo:…` or `snapshot:…`, or null. `now`: epoch ms. */
export function bookingDraft(what: string | null, now: number): BookingDraft {
  const [, kind, id] = /^(salvo|snapshot):(.+)$/.exec(what ?? '') ?? []
  const minute = 60_000
  return {
    kind: kind === 'snapshot' ? 'snapshot' : 'salvo',
    salvoId: kind === 'salvo' ? (id ?? null) : null,
    snapshotId: kind === 'snapshot' ? (id ?? null) : null,
    senderId: null,
    disconnect: false,
    receiverId: null,
    label: '',
    at: momentTexts(Math.ceil((now + AHEAD_MS) / minute) * minute),
    misfire: 'skip',
    grace: '30',
  }
}

type Work = Exclude<BookedWork, null>
type BookedWork =
  | { readonly kind: 'salvo'; readonly salvoId: Id }
  | { readonly kind: 'snapshot'; readonly snapshotId: Id }
  | { readonly kind: 'take'; readonly take: { readonly routes: { senderId: Id | null; receiverId: Id }[] } }
  | null

/** What is sent, as far as the form decides it. */
export type Booking = Pick<ScheduleInput, 'label' | 'at' | 'misfire' | 'graceS'> & { readonly work: Work }

/** What is sent, or a sentence that says what is missing. */
export function bookingOf(draft: BookingDraft, now: number): Booking | string {
  const work = workOf(draft)
  if (typeof work === 'string') return work
  const at = momentOf(draft.at)
  if (at === null) return 'Say when: day and time.'
  if (at <= now) return 'That time is over; choose one ahead.'
  const grace = Number(draft.grace)
  if (draft.misfire === 'run' && (draft.grace.trim() === '' || !Number.isInteger(grace) || grace < 0 || grace > 86_400))
    return 'How late it may be is a whole number of seconds, from 0 to 86400.'
  const graceS = draft.misfire === 'run' ? grace : 30
  return { label: draft.label.trim(), at: new Date(at).toISOString(), misfire: draft.misfire, graceS, work }
}

function workOf(draft: BookingDraft): Work | string {
  switch (draft.kind) {
    case 'salvo':
      return draft.salvoId === null ? 'Choose the salvo.' : { kind: 'salvo', salvoId: draft.salvoId }
    case 'snapshot':
      return draft.snapshotId === null ? 'Choose the snapshot.' : { kind: 'snapshot', snapshotId: draft.snapshotId }
    case 'take': {
      const { senderId, receiverId, disconnect } = draft
      if (receiverId === null) return 'Choose the destination.'
      if (senderId === null && !disconnect) return 'Choose the source, or say that it is disconnected.'
      return { kind: 'take', take: { routes: [{ senderId: disconnect ? null : senderId, receiverId }] } }
    }
  }
}
