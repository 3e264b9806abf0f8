import type { ChangeError } from '../../../contract'
import { isNmosHttpError } from '../../nmos/nmosHttpError'
import { compareVersions } from '../../nmos/tai'
import type { Logger } from '../../telemetry/logger'
import type { Sending, StepResult } from '../driver'
import { asChangeError } from './deviceFault'
import { type ReadBackOptions, type Seen, readBack, readOnce, readUntilWanted } from './readBack'
import { stagedDifferences } from './stagedCheck'
import type { Parcel } from './staging'

/** What became of a request whose answer does not say so. */
export type Settling = {
  /** An answer that never came: it may have been done. That is settled by reading; nothing is sent again. */
  readonly lost: (parcel: Parcel, sending: Sending, error: unknown) => Promise<StepResult>
  /** A refusal, with where the target stays. */
  readonly refused: (parcel: Parcel, sending: Sending, error: unknown) => Promise<ChangeError>
  /** A refusal of several at once, some of which may have been done. */
  readonly refusedTogether: (parcel: Parcel, sending: Sending, error: unknown) => Promise<StepResult>
}

export function createSettling(reading: ReadBackOptions, logger: Logger): Settling {
  /** Reading goes on when the request's own signal has ended it: only the truth helps now. */
  const untilRead = () => new AbortController().signal

  async function lost(parcel: Parcel, sending: Sending, error: unknown): Promise<StepResult> {
    const { change } = parcel
    const broken = asChangeError(change.target.label, error)
    const seen = await afterwards(parcel, sending)
    if (seen.kind === 'as-wanted') return found(parcel, sending, seen, broken)
    const now = seen.kind === 'otherwise' ? `Read afterwards, ${seen.found}.` : 'What it is on now could not be read.'
    return { ok: false, error: { ...broken, text: `${broken.text} ${now}` } }
  }

  function found(
    { change }: Parcel,
    sending: Sending,
    { state }: Extract<Seen, { readonly kind: 'as-wanted' }>,
    broken: ChangeError,
  ): StepResult {
    logger.info('A change whose answer was lost turned out to be done', { change: change.id, fault: broken.text })
    const settledBy = sending.mode === 'now' ? 'reading /active' : 'reading /staged'
    const activatedAt = sending.mode === 'stage' ? null : state.activation.activation_time
    return { ok: true, warnings: [], detail: { answerLost: broken.text, settledBy }, activatedAt }
  }

  function afterwards(parcel: Parcel, sending: Sending): Promise<Seen> {
    const signal = untilRead()
    return sending.mode === 'now'
      ? readBack(reading, parcel.change, signal)
      : readUntilWanted(reading, () => readStaged(parcel, sending, signal), signal)
  }

  /** Staged as it should be; what was scheduled may be active by now. */
  async function readStaged(
    { change, expects }: Parcel,
    sending: Exclude<Sending, { readonly mode: 'now' }>,
    signal: AbortSignal,
  ): Promise<Seen> {
    try {
      const { connection } = reading.endPoints.target(change.target)
      const state = await connection.staged({ signal, timeoutMs: reading.requestMs() })
      const { mode, requested_time } = state.activation
      const scheduled =
        sending.mode === 'stage' || (mode !== null && compareVersions(requested_time ?? '', sending.time) === 0)
      if (scheduled && stagedDifferences(expects, state).length === 0) return { kind: 'as-wanted', state }
    } catch (error) {
      return { kind: 'unread', error }
    }
    if (sending.mode === 'at') return readOnce(reading, change, signal)
    return { kind: 'otherwise', found: `${change.target.label} has not staged it` }
  }

  async function refused({ change }: Parcel, sending: Sending, error: unknown): Promise<ChangeError> {
    const said = asChangeError(change.target.label, error)
    if (!isNmosHttpError(error, 'status')) return said
    const seen = await readOnce(reading, change, untilRead())
    const text = `${said.text.replace(/\.$/, '')}. ${stays(seen)}`.trim()
    const code = sending.mode === 'at' && isAboutSchedules(said) ? 'NO_SCHEDULED_ACTIVATION' : said.code
    return { ...said, code, text }
  }

  async function refusedTogether(parcel: Parcel, sending: Sending, error: unknown): Promise<StepResult> {
    const { change } = parcel
    const seen =
      sending.mode === 'now'
        ? await readOnce(reading, change, untilRead())
        : await readStaged(parcel, sending, untilRead())
    if (seen.kind === 'as-wanted') return found(parcel, sending, seen, asChangeError(change.target.label, error))
    return { ok: false, error: await refused(parcel, sending, error) }
  }

  return { lost, refused, refusedTogether }
}

function stays(seen: Seen): string {
  switch (seen.kind) {
    case 'otherwise':
      return `${seen.found.replace(' is on ', ' stays on ')}.`
    case 'as-wanted':
      return `Its /active shows what was wanted, whatever it answered.`
    case 'unread':
      return ''
  }
}

/**
 * Whether a device refused the schedule, not what was to be staged: 501, or words that say so (IS-05 has no code for it;
 * 400 and 500 are what devices answer).
 */
function isAboutSchedules({ device }: ChangeError): boolean {
  if (device?.status === 501) return true
  if (device?.status !== 400 && device?.status !== 500) return false
  return /schedul|activat|requested_time/i.test(`${device.error ?? ''} ${JSON.stringify(device.debug ?? '')}`)
}
