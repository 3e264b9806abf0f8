import type { Id, PlaybookParam, ScheduleInput, ScheduledWork } from '../../../contract'
import { cronTimes } from '../../components/cronTimes'
import { momentOf, momentTexts, type MomentTexts } from '../../components/momentText'
import { paramFaults, paramsOf, type ParamDraft } from '../playbooks/paramDraft'

export type BookingKind = 'playbook' | 'salvo' | 'snapshot' | 'take' | 'job'

/** A booking as it is being filled in; times are what the inputs show. */
export type BookingDraft = {
  readonly kind: BookingKind
  /** The name of the playbook. */
  readonly playbook: string | null
  /** Null: the form has not been touched, the defaults of the playbook stand in it. */
  readonly params: ParamDraft | null
  readonly salvoId: Id | null
  readonly snapshotId: Id | null
  readonly job: string | null
  /** Null: the destination is disconnected, when `disconnect` says so. */
  readonly senderId: Id | null
  readonly disconnect: boolean
  readonly receiverId: Id | null
  readonly label: string
  /** Again and again by `cron`, else once `at`. */
  readonly repeats: boolean
  readonly at: MomentTexts
  readonly cron: string
  readonly timeZone: string
  readonly misfire: 'skip' | 'run'
  readonly grace: string
}

/** How far ahead the form begins, ms. */
const AHEAD_MS = 10 * 60_000

/**
 * An empty form; `what` as the address has it, `playbook:…`, `salvo:…`, `snapshot:…` or `job:…`, or null. `now`: epoch ms;
 * `timeZone`: where this machine is.
 */
export function bookingDraft(what: string | null, now: number, timeZone: string): BookingDraft {
  const [, named, id = null] = /^(playbook|salvo|snapshot|job):(.+)$/.exec(what ?? '') ?? []
  const kind = kinds.find((each) => each === named) ?? 'salvo'
  const minute = 60_000
  return {
    kind,
    playbook: kind === 'playbook' ? id : null,
    params: null,
    salvoId: kind === 'salvo' ? id : null,
    snapshotId: kind === 'snapshot' ? id : null,
    job: kind === 'job' ? id : null,
    senderId: null,
    disconnect: false,
    receiverId: null,
    label: '',
    repeats: kind === 'job',
    at: momentTexts(Math.ceil((now + AHEAD_MS) / minute) * minute),
    cron: '0 6 * * *',
    timeZone,
    misfire: 'skip',
    grace: '30',
  }
}
const kinds: readonly BookingKind[] = ['playbook', 'salvo', 'snapshot', 'take', 'job']

/** What is sent, as far as the form decides it. */
export type Booking = Pick<ScheduleInput, 'label' | 'misfire' | 'graceS'> &
  ({ readonly at: string } | { readonly cron: string; readonly timeZone: string }) & { readonly work: Work }

/** What is done; options that the form does not ask for are left to the engine. */
type Work =
  | Extract<ScheduledWork, { kind: 'job' | 'playbook' }>
  | { readonly kind: 'salvo'; readonly salvoId: Id }
  | { readonly kind: 'snapshot'; readonly snapshotId: Id }
  | { readonly kind: 'take'; readonly take: { readonly routes: { senderId: Id | null; receiverId: Id }[] } }

/** What is sent, or a sentence that says what is missing. `params`: of the playbook that is chosen. */
export function bookingOf(draft: BookingDraft, now: number, params: readonly PlaybookParam[]): Booking | string {
  const work = workOf(draft, params)
  if (typeof work === 'string') return work
  const when = whenOf(draft, now)
  if (typeof when === 'string') return when
  const grace = Number(draft.grace)
  if (draft.misfire === 'run' && (draft.grace.trim() === '' || !Number.isInteger(grace) || grace < 0 || grace > 86_400))
    return 'How late it may be is a whole number of seconds, from 0 to 86400.'
  const graceS = draft.misfire === 'run' ? grace : 30
  return { label: draft.label.trim(), ...when, misfire: draft.misfire, graceS, work }
}

function whenOf(
  draft: BookingDraft,
  now: number,
): { readonly at: string } | { readonly cron: string; readonly timeZone: string } | string {
  if (draft.repeats) {
    const { cron, timeZone } = draft
    const times = cronTimes(cron, timeZone, now, 1)
    return times.ok ? { cron: cron.trim(), timeZone: timeZone.trim() } : times.problem
  }
  const at = momentOf(draft.at)
  if (at === null) return 'Say when: day and time.'
  if (at <= now) return 'That time is over; choose one ahead.'
  return { at: new Date(at).toISOString() }
}

function workOf(draft: BookingDraft, params: readonly PlaybookParam[]): Work | string {
  switch (draft.kind) {
    case 'playbook': {
      const { playbook: name, params: filled } = draft
      if (name === null) return 'Choose the playbook.'
      const given = filled ?? {}
      const [fault] = Object.values(paramFaults(params, given))
      return fault ?? { kind: 'playbook', name, params: paramsOf(params, given), confirm: [] }
    }
    case 'salvo':
      return draft.salvoId === null ? 'Choose the salvo.' : { kind: 'salvo', salvoId: draft.salvoId }
    case 'snapshot':
      return draft.snapshotId === null ? 'Choose the snapshot.' : { kind: 'snapshot', snapshotId: draft.snapshotId }
    case 'job':
      return draft.job === null ? 'Choose the job.' : { kind: 'job', name: draft.job }
    case 'take': {
      const { senderId, receiverId, disconnect } = draft
      if (receiverId === null) return 'Choose the destination.'
      if (senderId === null && !disconnect) return 'Choose the source, or say that it is disconnected.'
      return { kind: 'take', take: { routes: [{ senderId: disconnect ? null : senderId, receiverId }] } }
    }
  }
}
