import type { ConnectionState } from '../../nmos/connectionTypes'
import type { NmosHttp } from '../../nmos/http'
import { type TransportFile, fetchTransportFile } from '../../nmos/transportFile'
import type { Clock } from '../../telemetry/clock'
import { answerOf, fault } from './deviceFault'
import type { SenderEndPoint } from './endPoints'
import { pause } from './pause'
import type { MovedSenders } from './movedSenders'
import type { Offer } from './receiverStaging'

export type OfferOptions = {
  readonly http: NmosHttp
  readonly clock: Clock
  readonly requestMs: () => number
  /** How long a file may lag behind an activation, ms. */
  readonly fileMs: number
  readonly movedSenders: Pick<MovedSenders, 'isOutdated' | 'seen'>
}

const RETRY_MS = 100

/**
 * How a sender is received at this moment; nothing is remembered from last time (IS-05 v1.1 §Behaviour – Transport Files
 * & Caching). RTP: the file from `/transportfile`, else from `manifest_href`; one that is missing though the sender is
 * active may lag, as may one that still names the addresses that it was sent away from: it is asked for again for
 * `fileMs`, after which the active parameters must do. Other transports have no file. @throws StepFault
 */
export async function fetchOffer(
  { http, clock, requestMs, fileMs, movedSenders }: OfferOptions,
  sender: SenderEndPoint,
  transport: string,
  signal: AbortSignal,
): Promise<Offer> {
  const options = { signal, timeoutMs: requestMs() }
  const { connection, entry, name } = sender

  async function activeState(): Promise<ConnectionState> {
    if (connection === null) {
      throw fault('SENDER_INACTIVE', `${name} has no transport file, and no Connection API that would say more.`)
    }
    const state = await answerOf(`${name} (active)`, connection.active(options))
    if (state.masterEnable) return state
    throw fault('SENDER_INACTIVE', `${name} is inactive now, so there is nothing to receive. Take it once more.`)
  }

  /** From the Connection API, else from where the sender says; what went wrong first counts when neither gives one. */
  async function transportFile(): Promise<TransportFile> {
    const { manifest_href } = entry.resource
    const ways = [
      ...(connection === null ? [] : [() => answerOf(`${name} (transport file)`, connection.transportFile(options))]),
      ...(manifest_href === null
        ? []
        : [() => answerOf(`${name} (manifest)`, fetchTransportFile(http, manifest_href, options))]),
    ]
    let fault: unknown = null
    let isMissing = ways.length === 0
    for (const way of ways) {
      try {
        const file = await way()
        if (file.present) return file
        isMissing = true
      } catch (error) {
        if (signal.aborted) throw error
        fault ??= error
      }
    }
    // The device itself says that there is none: what else was tried says no more than that.
    if (isMissing || fault === null) return { present: false }
    throw fault
  }

  if (transport !== 'rtp') return { by: 'params', transport, legs: (await activeState()).legs }
  const deadline = clock.now() + fileMs
  for (;;) {
    const file = await transportFile()
    if (file.present && !movedSenders.isOutdated(entry.id, file.data)) {
      return { by: 'file', data: file.data, type: file.type }
    }
    const state = await activeState()
    movedSenders.seen(entry.id, state)
    if (clock.now() + RETRY_MS > deadline) return { by: 'params', transport, legs: state.legs }
    await pause(RETRY_MS, signal)
    if (signal.aborted) throw fault('TIMED_OUT', `${name}: its transport file took too long to come.`)
  }
}
