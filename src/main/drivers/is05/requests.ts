import type { Change, ChangeError, Warning } from '../../../contract'
import type { BulkOutcome, BulkResult, ConnectionState } from '../../nmos/connectionTypes'
import { NmosHttpError, hasStatus, isNmosHttpError } from '../../nmos/nmosHttpError'
import type { Sendable, Sending, StepResult } from '../driver'
import { StepFault, fault } from './deviceFault'
import type { EndPoints, TargetEndPoint } from './endPoints'
import type { Settling } from './settling'
import { stagedDifferences } from './stagedCheck'
import { type Parcel, patchOf } from './staging'

export type RequestOptions = {
  readonly endPoints: EndPoints
  readonly settling: Settling
  /** For one HTTP request, ms. */
  readonly requestMs: () => number
}

/** Makes parcels into requests, and sends them: alone, or those of one Connection API together. */
export type Requests = {
  readonly of: (parcel: Parcel) => Sendable
  /** As the driver's. @throws TypeError for requests that are not of here, or not of one `bulkKey` */
  readonly sendTogether: (
    requests: readonly Sendable[],
    sending: Sending,
    signal: AbortSignal,
  ) => Promise<readonly StepResult[] | null>
}

/** `url`: where the list was posted. */
type ItemResult = BulkResult & { readonly url: string }

export function createRequests({ endPoints, settling, requestMs }: RequestOptions): Requests {
  const parcels = new WeakMap<Sendable, Parcel>()
  /** Keys of Connection APIs that have no `/bulk`, or none for that side. */
  const withoutBulk = new Set<string>()

  async function send(parcel: Parcel, sending: Sending, signal: AbortSignal): Promise<StepResult> {
    try {
      const { connection } = endPoints.target(parcel.change.target)
      const patch = patchOf(parcel.staging, sending)
      const { state, scheduled } = await connection.patchStaged(patch, { signal, timeoutMs: requestMs() })
      return accepted(parcel, sending, state, scheduled)
    } catch (error) {
      return notAccepted(parcel, sending, error)
    }
  }

  async function notAccepted(parcel: Parcel, sending: Sending, error: unknown): Promise<StepResult> {
    if (error instanceof StepFault) return failed(error.changeError)
    if (isNmosHttpError(error, 'timeout', 'reset', 'aborted', 'not-json')) return settling.lost(parcel, sending, error)
    return failed(await settling.refused(parcel, sending, error))
  }

  /**
   * One POST for all (IS-05 v1.1 §Behaviour – Salvo). It is not atomic, and the 200 of the whole says nothing of the items:
   * each has its own code and words. An item that the answer leaves out is settled by reading.
   */
  async function sendTogether(
    requests: readonly Sendable[],
    sending: Sending,
    signal: AbortSignal,
  ): Promise<readonly StepResult[] | null> {
    const together = requests.map(parcelOf)
    const [first] = requests
    const key = first?.bulkKey ?? null
    if (key === null || requests.some(({ bulkKey }) => bulkKey !== key)) {
      throw new TypeError('Only requests of one bulkKey go together.')
    }
    if (withoutBulk.has(key)) return null
    try {
      const outcome = await post(together, sending, signal)
      if (!outcome.supported) {
        withoutBulk.add(key)
        return null
      }
      const { url } = outcome
      const byId = new Map(outcome.results.map((result) => [result.id, { ...result, url }]))
      return await Promise.all(
        together.map((parcel) => itemResult(parcel, byId.get(parcel.change.target.id), sending, signal)),
      )
    } catch (error) {
      if (!isNmosHttpError(error, 'status')) {
        return Promise.all(together.map((parcel) => notAccepted(parcel, sending, error)))
      }
      // Too many at once for it: nothing was done.
      if (hasStatus(error, 413)) return null
      const settled = await Promise.all(together.map((parcel) => settling.refusedTogether(parcel, sending, error)))
      // Nothing of it was done: each alone, as a device with a `/bulk` that is half made may take it, or says why not.
      return settled.some(({ ok }) => ok) ? settled : null
    }
  }

  async function post(together: readonly Parcel[], sending: Sending, signal: AbortSignal): Promise<BulkOutcome> {
    const items = together.map(({ change, staging }) => ({ id: change.target.id, params: patchOf(staging, sending) }))
    const [first] = together
    if (first === undefined) return { supported: true, results: [], url: '' }
    const { api, side } = endPoints.target(first.change.target)
    const options = { signal, timeoutMs: requestMs() }
    return side === 'senders' ? api.bulkSenders(items, options) : api.bulkReceivers(items, options)
  }

  async function itemResult(
    parcel: Parcel,
    result: ItemResult | undefined,
    sending: Sending,
    signal: AbortSignal,
  ): Promise<StepResult> {
    if (result === undefined) return settling.lost(parcel, sending, leftOut(parcel.change))
    const { code } = result
    if (code >= 200 && code < 300) return { ok: true, warnings: [], detail: { bulk: true, code }, activatedAt: null }
    // It lives at another version of the API, which an item of a list cannot be sent on to.
    if (code === 409) return send(parcel, sending, signal)
    return failed(await settling.refused(parcel, sending, itemError(result)))
  }

  function parcelOf(request: Sendable): Parcel {
    const parcel = parcels.get(request)
    if (parcel === undefined) throw new TypeError('The request was made by another driver.')
    return parcel
  }

  /** Null where the target is gone or has no Connection API: sending it alone says so. */
  function keyFor({ change }: Parcel): string | null {
    const target = targetOrNull(endPoints, change)
    if (target === null) return null
    const key = `${target.side} ${target.apiKey}`
    return withoutBulk.has(key) ? null : key
  }

  return {
    of(parcel) {
      const request: Sendable = {
        send: (sending, signal) => send(parcel, sending, signal),
        bulkKey: keyFor(parcel),
      }
      parcels.set(request, parcel)
      return request
    },
    sendTogether,
  }
}

function targetOrNull(endPoints: EndPoints, change: Change): TargetEndPoint | null {
  try {
    return endPoints.target(change.target)
  } catch (error) {
    if (error instanceof StepFault) return null
    throw error
  }
}

function accepted(parcel: Parcel, sending: Sending, state: ConnectionState, scheduled: boolean): StepResult {
  const differences = stagedDifferences(parcel.expects, state)
  return {
    ok: true,
    warnings: differences.length === 0 ? [] : [meddled(parcel.change, differences)],
    detail: scheduled ? { scheduled: state.activation } : {},
    activatedAt: sending.mode === 'stage' ? null : state.activation.activation_time,
  }
}

function failed(error: ChangeError): StepResult {
  return { ok: false, error }
}

function meddled({ target }: Change, differences: readonly string[]): Warning {
  const text = `${target.label} answered otherwise than it was asked (${differences.join('; ')}); another controller may be at work.`
  return { code: 'STAGED_DIFFERS', text, target: target.id }
}

function leftOut({ target }: Change): StepFault {
  return fault('DEVICE_MISBEHAVES', `${target.label}: the answer to a request for several leaves it out.`)
}

/** The words of one item as those of a device that was asked alone. */
function itemError({ code, error, debug, url }: ItemResult): NmosHttpError {
  return new NmosHttpError({
    kind: 'status',
    method: 'POST',
    url,
    status: code,
    body: { code, error, debug },
    ...(error === null ? {} : { error }),
    ...(debug === null ? {} : { debug }),
  })
}
