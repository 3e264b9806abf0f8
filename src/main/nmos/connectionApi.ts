import type {
  BulkItem,
  BulkOutcome,
  ConnectionSide,
  ConnectionState,
  LegConstraints,
  PatchOutcome,
  ReceiverPatch,
  SenderPatch,
} from './connectionTypes'
import { createEndpointPicker } from './controlEndpoints'
import { joinHref, showUrl } from './href'
import type { NmosAnswer, NmosHttp, RequestOptions } from './http'
import { NmosHttpError, hasStatus } from './nmosHttpError'
import { readBulkResults, readConnectionState, readConstraints } from './readConnection'
import { type TransportFile, fetchTransportFile } from './transportFile'
import { type ControlEndpoint, transportBase } from './urn'

/** One sender or receiver of a Connection API. All functions throw NmosHttpError. */
export type Connection<P extends ReceiverPatch | SenderPatch = ReceiverPatch | SenderPatch> = {
  /** The transport's URN base; null for v1.0, which had RTP only and no such endpoint, and where it is missing. */
  readonly transportType: (options?: RequestOptions) => Promise<string | null>
  /** What each parameter may be, one object per leg. */
  readonly constraints: (options?: RequestOptions) => Promise<readonly LegConstraints[]>
  readonly staged: (options?: RequestOptions) => Promise<ConnectionState>
  /** What really applies: the truth about a connection. */
  readonly active: (options?: RequestOptions) => Promise<ConnectionState>
  /**
   * One PATCH of `staged`, sent once. `timeout` and `reset` mean that it may have been done: read `active` to know.
   * `status` 400 is against the constraints, 423 held by a scheduled activation, 500 a device that could not.
   */
  readonly patchStaged: (patch: P, options?: RequestOptions) => Promise<PatchOutcome>
}

/** A sender also has a transport file. */
export type SenderConnection = Connection<SenderPatch> & {
  readonly transportFile: (options?: RequestOptions) => Promise<TransportFile>
}

/** The Connection API of one Device (IS-05 v1.0 to v1.2), over all the ways the Device names. */
export type ConnectionApi = {
  readonly sender: (id: string) => SenderConnection
  readonly receiver: (id: string) => Connection<ReceiverPatch>
  /**
   * Stages many at once (IS-05 v1.1 §Behaviour – Salvo). Not atomic: each result stands for itself.
   * @throws NmosHttpError; TypeError when an id is named twice, which the spec leaves undefined
   */
  readonly bulkReceivers: (items: readonly BulkItem<ReceiverPatch>[], options?: RequestOptions) => Promise<BulkOutcome>
  readonly bulkSenders: (items: readonly BulkItem<SenderPatch>[], options?: RequestOptions) => Promise<BulkOutcome>
}

/** `endpoints` as `controlsOf(device, 'sr-ctrl')` gives them; `owner` names the Device in messages. */
export function createConnectionApi(
  http: NmosHttp,
  endpoints: readonly ControlEndpoint[],
  owner: string,
): ConnectionApi {
  const picker = createEndpointPicker(endpoints, owner)

  function read<T>(words: readonly string[], reader: (json: unknown) => T | null, options: RequestOptions): Promise<T> {
    return picker.run(true, async (endpoint) => {
      const answer = await http.getJson(joinHref(endpoint.href, ...words), options)
      return understood(answer, 'GET', reader)
    })
  }

  function connection<P extends ReceiverPatch | SenderPatch>(side: ConnectionSide, id: string): Connection<P> {
    const at = (word: string) => ['single', side, id, word]
    return {
      transportType: (options = {}) =>
        picker.run(true, async (endpoint) => {
          if (endpoint.version === 'v1.0') return null
          const answer = await http
            .getJson(joinHref(endpoint.href, ...at('transporttype')), options)
            .catch((error: unknown) => {
              if (hasStatus(error, 404, 405, 501)) return null
              throw error
            })
          if (answer === null) return null
          return understood(answer, 'GET', (json) => (typeof json === 'string' ? transportBase(json) : null))
        }),
      constraints: (options = {}) => read(at('constraints'), readConstraints, options),
      staged: (options = {}) => read(at('staged'), readConnectionState, options),
      active: (options = {}) => read(at('active'), readConnectionState, options),
      patchStaged: (patch, options = {}) =>
        picker.run(false, async (endpoint) => {
          const answer = await http.sendJson('PATCH', joinHref(endpoint.href, ...at('staged')), patch, options)
          return { scheduled: answer.status === 202, state: understood(answer, 'PATCH', readConnectionState) }
        }),
    }
  }

  async function bulk(side: ConnectionSide, items: readonly BulkItem[], options: RequestOptions): Promise<BulkOutcome> {
    refuseDuplicates(items)
    try {
      return await picker.run(false, async (endpoint) => {
        const answer = await http.sendJson('POST', joinHref(endpoint.href, 'bulk', side), items, options)
        return { supported: true, results: understood(answer, 'POST', readBulkResults), url: showUrl(answer.url) }
      })
    } catch (error) {
      if (hasStatus(error, 404, 405, 501)) return { supported: false }
      throw error
    }
  }

  return {
    sender: (id) => ({
      ...connection<SenderPatch>('senders', id),
      transportFile: (options = {}) =>
        picker.run(true, (endpoint) =>
          fetchTransportFile(http, joinHref(endpoint.href, 'single', 'senders', id, 'transportfile'), options),
        ),
    }),
    receiver: (id) => connection<ReceiverPatch>('receivers', id),
    bulkReceivers: (items, options = {}) => bulk('receivers', items, options),
    bulkSenders: (items, options = {}) => bulk('senders', items, options),
  }
}

function understood<T>(answer: NmosAnswer<unknown>, method: string, reader: (json: unknown) => T | null): T {
  const value = reader(answer.body)
  if (value !== null) return value
  const url = showUrl(answer.url)
  const reason = `what came is not what IS-05 defines there: ${JSON.stringify(answer.body).slice(0, 80)}`
  throw new NmosHttpError({ kind: 'not-json', method, url, status: answer.status, reason, body: answer.body })
}

function refuseDuplicates(items: readonly BulkItem[]): void {
  const seen = new Set<string>()
  for (const { id } of items) {
    if (seen.has(id)) throw new TypeError(`A bulk request names ${id} twice, which no device need understand.`)
    seen.add(id)
  }
}
