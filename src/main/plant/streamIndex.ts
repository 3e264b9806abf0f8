import type { Id } from '../../contract'
import { createKeyedIndex } from './keyedIndex'
import { type Stream, isSameStream } from './streams'

/** Which senders send a stream, and which receivers wait to know who sends theirs. */
export type StreamIndex = {
  readonly setSender: (id: Id, streams: readonly Stream[]) => void
  readonly setReceiver: (id: Id, streams: readonly Stream[]) => void
  /** The one sender whose streams these are; null when there is none, or more than one could be meant. */
  readonly senderOf: (streams: readonly Stream[]) => Id | null
  readonly receiversOf: (stream: Stream) => ReadonlySet<Id>
}

/** How many senders on one address are looked at. A lab with default addresses has thousands, and all are ambiguous. */
const MAX_CANDIDATES = 64

export function createStreamIndex(): StreamIndex {
  const senders = createKeyedIndex()
  const receivers = createKeyedIndex()
  const sent = new Map<Id, readonly Stream[]>()
  const awaited = new Map<Id, readonly Stream[]>()

  function set(index: typeof senders, known: Map<Id, readonly Stream[]>, id: Id, streams: readonly Stream[]): void {
    const before = known.get(id)
    if (before === streams || (before === undefined && streams.length === 0)) return
    for (const { key } of before ?? []) index.move(id, key, null)
    for (const { key } of streams) index.move(id, null, key)
    if (streams.length === 0) known.delete(id)
    else known.set(id, streams)
  }

  function candidates(stream: Stream): readonly Id[] {
    const ids = senders.of(stream.key)
    if (ids.size > MAX_CANDIDATES) return []
    return [...ids].filter((id) => sent.get(id)?.some((other) => isSameStream(stream, other)) === true)
  }

  return {
    setSender: (id, streams) => set(senders, sent, id, streams),
    setReceiver: (id, streams) => set(receivers, awaited, id, streams),
    senderOf(streams) {
      let found: readonly Id[] | null = null
      for (const stream of streams) {
        const ids = candidates(stream)
        if (ids.length === 0) continue
        found = found === null ? ids : found.filter((id) => ids.includes(id))
      }
      const [only, second] = found ?? []
      return only !== undefined && second === undefined ? only : null
    },
    receiversOf: (stream) => receivers.of(stream.key),
  }
}
