import type { WebSocket } from 'ws'
import type { Clock } from '../time/clock'
import type { Filter } from './filter'
import { GrainQueue } from './grainQueue'
import { viewIn, type Revision } from './revision'
import type { Change, ResourceStore } from './store'
import type { Subscription } from './subscription'
import { formatTai, type Tai } from '../time/tai'

/** A socket with more than this unsent (bytes) is left alone until it has read some of it. */
const enoughUnsent = 4 * 1024 * 1024
/** How long it is left alone, ms. */
const patienceMs = 20

/** What a subscriber needs of the registry around it. */
export type SubscriberOptions = {
  readonly socket: WebSocket
  readonly subscription: Subscription
  readonly store: ResourceStore
  readonly clock: Clock
  readonly nextStamp: () => Tai
  /** `source_id` of the grains: the Query API instance. */
  readonly sourceId: string
  readonly syncGrainSize: number
}

function shown(filter: Filter, revision: Revision | undefined): string | undefined {
  const view = revision === undefined ? undefined : viewIn(filter.scope, revision)
  if (view === undefined || filter.matches?.(view.data) === false) return undefined
  return view.json
}

/**
 * Serves one WebSocket: the present state in small grains, then the changes, one grain per `max_update_rate_ms`
 * (IS-04 v1.3 §Querying – WebSocket Messages). The disposer stops it; the socket itself is the caller's.
 */
export function serveSubscriber(options: SubscriberOptions): () => void {
  const { socket, subscription, store, clock, nextStamp } = options
  const { filter, type, request } = subscription
  const queue = new GrainQueue(options.syncGrainSize)
  const head = `{"grain_type":"event","source_id":"${options.sourceId}","flow_id":"${subscription.id}"`
  const middle =
    `"rate":{"numerator":0,"denominator":1},"duration":{"numerator":0,"denominator":1},` +
    `"grain":{"type":"urn:x-nmos:format:data.event","topic":"${request.resourcePath}/","data":`
  let lastSentAt = Number.NEGATIVE_INFINITY
  let callOff: (() => void) | undefined

  const send = (): void => {
    callOff = undefined
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > enoughUnsent) {
      callOff = clock.after(patienceMs, send)
      return
    }
    const data = queue.next()
    if (data === undefined) return
    const stamp = formatTai(nextStamp())
    const times = `"origin_timestamp":"${stamp}","sync_timestamp":"${stamp}","creation_timestamp":"${stamp}"`
    socket.send(`${head},${times},${middle}${data}}}`)
    lastSentAt = clock.nowMs()
    schedule()
  }

  const schedule = (): void => {
    if (callOff !== undefined || queue.isEmpty) return
    const waitMs = lastSentAt + request.maxUpdateRateMs - clock.nowMs()
    if (waitMs > 0) {
      callOff = clock.after(waitMs, send)
      return
    }
    const soon = setImmediate(send)
    callOff = () => {
      clearImmediate(soon)
    }
  }

  const onChange = (change: Change): void => {
    if (change.type !== type) return
    const pre = shown(filter, change.pre)
    const post = shown(filter, change.post)
    if (pre === undefined && post === undefined) return
    queue.addChange(change.id, pre, post)
    schedule()
  }

  for (const { item } of store.order(type, 'create').forwards(0n, store.latest(type))) {
    const json = shown(filter, item.revision)
    if (json !== undefined) queue.addSync(item.id, json)
  }
  const stopListening = store.onChange(onChange)
  schedule()
  return () => {
    stopListening()
    callOff?.()
  }
}
