import type { TopicValue } from '../../../contract'
import { timestamp } from '../../telemetry/clock'
import { type Rate, createRate } from './rate'

/** What came last on each topic of a broker, as far as it is remembered. */
export type TopicBook = {
  /** `now`: epoch ms. */
  readonly hear: (topic: string, payload: Buffer, retained: boolean, now: number) => void
  /** By topic; `q`: part of the topic, or of what came, in any case of letters. */
  readonly find: (q: string, now: number) => readonly TopicValue[]
  /** Topics that were dropped for others that were heard later. */
  readonly dropped: () => number
}

const LONGEST_TEXT = 2_000
/** A character of UTF-8 is at most four bytes. */
const MOST_BYTES = LONGEST_TEXT * 4

type Heard = {
  readonly topic: string
  payload: Buffer
  bytes: number
  retained: boolean
  at: number
  count: number
  readonly rate: Rate
}

/** Remembers `most` topics: the one least recently heard goes for a new one. */
export function createTopicBook(broker: string, most: number): TopicBook {
  /** In the order in which they were heard last. */
  const topics = new Map<string, Heard>()
  let dropped = 0

  function made(topic: string): Heard {
    if (topics.size >= most) {
      const [oldest] = topics.keys()
      if (oldest !== undefined) topics.delete(oldest)
      dropped += 1
    }
    return { topic, payload: Buffer.alloc(0), bytes: 0, retained: false, at: 0, count: 0, rate: createRate() }
  }

  return {
    hear(topic, payload, retained, now) {
      const heard = topics.get(topic) ?? made(topic)
      topics.delete(topic)
      topics.set(topic, heard)
      // A copy of what is shown: a slice would keep the whole of what was received.
      heard.payload = Buffer.from(payload.subarray(0, MOST_BYTES))
      heard.bytes = payload.length
      heard.retained = retained
      heard.at = now
      heard.count += 1
      if (!retained) heard.rate.add(now)
    },
    find(q, now) {
      const wanted = q.toLowerCase()
      const found: TopicValue[] = []
      for (const { topic, payload, bytes, retained, at, count, rate } of topics.values()) {
        const text = textOf(payload, bytes)
        const isWanted =
          wanted === '' || topic.toLowerCase().includes(wanted) || text?.toLowerCase().includes(wanted) === true
        if (!isWanted) continue
        found.push({ broker, topic, text, bytes, retained, at: timestamp(at), count, perS: rate.perS(now) })
      }
      return found.sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0))
    },
    dropped: () => dropped,
  }
}

/** Null for bytes that are no text. */
function textOf(payload: Buffer, bytes: number): string | null {
  try {
    // What was cut may end in the middle of a character, which is no fault.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload, {
      stream: bytes > payload.length,
    })
    return text.includes('\u0000') ? null : text.slice(0, LONGEST_TEXT)
  } catch {
    return null
  }
}
