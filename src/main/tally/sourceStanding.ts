import type { EventSource } from '../../contract'
import type { BrokerState } from '../broker/brokerLink'
import type { HeardSource } from './eventBook'
import { MOST_CONNECTIONS, type FollowedStanding } from './eventFollower'
import type { EventOffer } from './eventSenders'

/** Whether a source is heard, and where; `problem` says why it is not. */
export type SourceStanding = Pick<EventSource, 'state' | 'problem' | 'address'>

/** An open connection is asked for a sign of life every 5 s: so long it may be without one, ms. */
const OPEN_MS = 7_000

/**
 * How an IS-07 source stands. Our own clock alone says what is stale, never the source's: nothing was heard of its
 * connection for `staleMs`, its device or broker says that it is gone, or it did not say what holds now when asked.
 */
export function is07Standing(parts: {
  readonly offer: EventOffer | undefined
  readonly followed: FollowedStanding | null
  readonly heard: HeardSource | undefined
  /** Since when an answer of it is due, epoch ms. */
  readonly dueSince: number | null
  readonly staleMs: number
  readonly now: number
}): SourceStanding {
  const { offer, followed, heard, dueSince, staleMs, now } = parts
  const hasSpoken = heard !== undefined && heard.value !== null
  if (offer === undefined) {
    return { state: 'off', address: null, problem: 'No sender of the plant has this source.' }
  }
  if (offer.way === null) {
    const state = offer.isRead || hasSpoken ? 'off' : 'connecting'
    return { state, address: null, problem: offer.problem }
  }
  if (followed === null) {
    const problem = `It is not listened to: there are more than ${MOST_CONNECTIONS} connections to sources of events.`
    return { state: 'off', address: null, problem }
  }
  const { address, isOpen, hasSpoken: hasConnectionSpoken, isGone } = followed
  if (isGone) return { state: 'stale', address, problem: followed.problem }
  if (heard !== undefined && heard.goodbye !== null) {
    const words = heard.goodbye === 'reboot' ? 'is starting anew' : 'is shutting down'
    return { state: 'stale', address, problem: `It said that it ${words}, and nothing since.` }
  }
  const lastAt = followed.heardAt ?? heard?.heardAt ?? null
  const silentMs = lastAt === null ? null : now - lastAt
  if (isOpen) {
    // One that was opened again and says nothing is as silent as it was before.
    const mayBeSilentMs = hasConnectionSpoken ? Math.max(staleMs, OPEN_MS) : staleMs
    if (silentMs !== null && silentMs > mayBeSilentMs) {
      return { state: 'stale', address, problem: `Nothing was heard of it for ${seconds(silentMs)}.` }
    }
    if (hasSpoken && dueSince !== null && now - dueSince > staleMs) {
      const problem = `It was asked for its state ${seconds(now - dueSince)} ago and did not say it.`
      return { state: 'stale', address, problem }
    }
    return { state: 'live', address, problem: remarks(heard) }
  }
  const isStale = silentMs !== null && silentMs > staleMs
  return { state: isStale ? 'stale' : 'connecting', address, problem: followed.problem }
}

/** How a plain topic stands: as the link to its broker does. `broker` null: there is none of this name. */
export function topicStanding(parts: {
  readonly name: string
  readonly broker: { readonly address: string; readonly state: BrokerState } | null
  readonly staleMs: number
  readonly now: number
}): SourceStanding {
  const { name, broker, staleMs, now } = parts
  if (broker === null) {
    return { state: 'off', address: null, problem: `There is no broker of the name “${name.slice(0, 60)}”.` }
  }
  const { address, state: link } = broker
  if (link.state === 'live') return { state: 'live', address, problem: null }
  const isStale = link.state === 'lost' && now - link.since > staleMs
  return { state: isStale ? 'stale' : 'connecting', address, problem: link.problem }
}

/** What is odd about a source that is heard, in sentences; null when nothing is. */
function remarks(heard: HeardSource | undefined): string | null {
  if (heard === undefined) return null
  const { unreadable, late, lastFault } = heard
  const found: string[] = []
  if (unreadable > 0) found.push(`${messages(unreadable)} could not be read, the last because ${lastFault ?? ''}.`)
  if (late > 0) found.push(`${messages(late)} came late or out of order and did not count.`)
  return found.length === 0 ? null : found.join(' ')
}

function messages(count: number): string {
  return count === 1 ? 'One message' : `${count} messages`
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}
