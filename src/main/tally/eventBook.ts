import type { EventValue } from '../../contract'
import { type TaiTime, compareTai } from '../nmos/tai'
import type { EventMessage } from './eventMessage'

/** What a source has said so far. Changed in place: there may be thousands of messages a second. */
export type HeardSource = {
  readonly id: string
  eventType: string | null
  value: EventValue | null
  /** By the source's own clock; null until it said something, and for plain topics. */
  createdAt: TaiTime | null
  /** By our clock, epoch ms. */
  heardAt: number | null
  events: number
  late: number
  unreadable: number
  lastFault: string | null
  /** It said that it goes: nothing it said before can be relied on. */
  goodbye: 'reboot' | 'shutdown' | null
}

/** `news`: a new state. `same`: what was known. `late`: older than what is known. `said`: it is not a state. */
export type Reception = 'news' | 'same' | 'late' | 'unreadable' | 'said'

/** What all sources have said, in memory. */
export type EventBook = {
  readonly get: (id: string) => HeardSource | undefined
  /** The entry of a source, made when there is none. */
  readonly open: (id: string) => HeardSource
  /** Takes what came of a source. `told`: it is what holds now, as its server or broker says, whatever its time. */
  readonly receive: (id: string, message: EventMessage, told: boolean) => Reception
  /** The value of a plain topic. */
  readonly receiveValue: (id: string, value: EventValue) => void
  /** The next state of each is what holds now: its server was asked for it. */
  readonly expectAll: (ids: Iterable<string>) => void
  /** Since when an answer of it is due, epoch ms; null when none is. */
  readonly expectedSince: (id: string) => number | null
  readonly forget: (id: string) => void
}

/**
 * The order of messages is that of the source's own clock (IS-07 v1.0 §Message types – timing), which may be wrong: an
 * older message than the one known is left out as late, but never is it the last word. `onLate` asks the server or
 * broker what holds now, and the answer counts whatever its time, so that a clock put back by an hour costs one question.
 */
export function createEventBook(parts: {
  readonly now: () => number
  readonly onChange: (source: HeardSource, isNews: boolean) => void
  readonly onLate: (source: HeardSource) => void
}): EventBook {
  const sources = new Map<string, HeardSource>()
  /** Who is expected to say what holds now, and since when, epoch ms. */
  const expected = new Map<string, number>()

  function open(id: string): HeardSource {
    const known = sources.get(id)
    if (known !== undefined) return known
    const made: HeardSource = {
      id,
      eventType: null,
      value: null,
      createdAt: null,
      heardAt: null,
      events: 0,
      late: 0,
      unreadable: 0,
      lastFault: null,
      goodbye: null,
    }
    sources.set(id, made)
    return made
  }

  function receiveState(
    source: HeardSource,
    message: Extract<EventMessage, { readonly type: 'state' }>,
    told: boolean,
  ): Reception {
    const { createdAt, eventType, value } = message
    const order = source.createdAt === null ? 1 : compareTai(createdAt, source.createdAt)
    const isTold = told || (expected.size > 0 && expected.delete(source.id))
    if (order < 0 && !isTold) {
      source.late += 1
      parts.onLate(source)
      return 'late'
    }
    source.heardAt = parts.now()
    const wasGone = source.goodbye !== null
    source.goodbye = null
    if (order === 0 && isSame(source.value, value)) {
      if (wasGone) parts.onChange(source, false)
      return 'same'
    }
    source.createdAt = createdAt
    source.eventType = eventType
    source.value = value
    source.events += 1
    parts.onChange(source, !isTold)
    return 'news'
  }

  return {
    get: (id) => sources.get(id),
    open,
    receive(id, message, told) {
      const source = open(id)
      switch (message.type) {
        case 'state':
          return receiveState(source, message, told)
        case 'fault':
          source.unreadable += 1
          source.lastFault = message.fault
          return 'unreadable'
        case 'reboot':
        case 'shutdown':
          source.goodbye = message.type
          // What it says when it is back holds, whatever its clock says then.
          expected.set(id, parts.now())
          parts.onChange(source, false)
          return 'said'
        case 'health':
        case 'connection_status':
          return 'said'
      }
    },
    receiveValue(id, value) {
      const source = open(id)
      source.heardAt = parts.now()
      source.value = value
      source.events += 1
      parts.onChange(source, true)
    },
    expectAll(ids) {
      const now = parts.now()
      for (const id of ids) if (!expected.has(id)) expected.set(id, now)
    },
    expectedSince: (id) => expected.get(id) ?? null,
    forget(id) {
      sources.delete(id)
      expected.delete(id)
    },
  }
}

function isSame(a: EventValue | null, b: EventValue): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
}
