import type { Id, LightReceiver, LightSender, Tally } from '../../contract'
import type { Picture } from './picture'
import { byTitle, sourceOf, titleOf } from './routes'

/** Whether something is on air: its tally says so, or was last heard of too long ago for anybody to say that it is not. */
export type Air = 'live' | 'stale' | null

/** How a thing stands by its tally. Whatever is stale counts as on air. */
export function airOf(tally: Tally | undefined): Air {
  if (tally === undefined) return null
  if (tally.stale) return 'stale'
  return tally.state === 'on-air' ? 'live' : null
}

/** The stronger of two: what is heard before what is stale. */
export const strongerAir = (a: Air, b: Air): Air => (a === 'live' || b === 'live' ? 'live' : (a ?? b))

/** The engine says of what is on air only because of what it feeds: `feeds TX 1`. */
export const feedsOnly = ({ by }: Tally): boolean => by.startsWith('feeds ')

/** One thing that is on air. */
export type OnAir = {
  readonly kind: 'receiver' | 'sender'
  readonly id: Id
  readonly title: string
  /** What feeds it: `PGM A`, `nothing`, `an unknown stream`; null for a sender. */
  readonly from: string | null
  readonly tally: Tally
  /** It is on air because of what it feeds. */
  readonly feeds: boolean
}

type Ports = Pick<Picture, 'senders' | 'receivers'>

let last: { readonly of: Ports; readonly list: readonly OnAir[] } | null = null

/**
 * Everything that is on air, in an order that stays: destinations by name, then sources, then what feeds them. Senders
 * are left out where a destination on the list already names them. The same list for the same records.
 */
export function onAirOf({ senders, receivers }: Ports): readonly OnAir[] {
  if (last?.of.senders === senders && last.of.receivers === receivers) return last.list
  const list = listOf(senders, receivers)
  last = { of: { senders, receivers }, list: last !== null && isSame(last.list, list) ? last.list : list }
  return last.list
}

function listOf(senders: Ports['senders'], receivers: Ports['receivers']): readonly OnAir[] {
  const list: OnAir[] = []
  const named = new Set<Id>()
  for (const receiver of receivers.values()) {
    if (receiver.tally === undefined || airOf(receiver.tally) === null) continue
    const source = sourceOf(receiver)
    if (source !== null) named.add(source)
    list.push(entryOf(receiver, receiver.tally, fromOf(receiver, senders)))
  }
  for (const sender of senders.values()) {
    if (sender.tally === undefined || airOf(sender.tally) === null || named.has(sender.id)) continue
    list.push(entryOf(sender, sender.tally, null))
  }
  return list.sort((a, b) => rankOf(a) - rankOf(b) || byTitle.compare(a.title, b.title) || (a.id < b.id ? -1 : 1))
}

/** Destinations, then sources that are on air by themselves, then what feeds them. */
const rankOf = ({ feeds, kind }: OnAir): number => (feeds ? 2 : kind === 'receiver' ? 0 : 1)

const entryOf = (port: LightReceiver | LightSender, tally: Tally, from: string | null): OnAir => ({
  kind: port.kind,
  id: port.id,
  title: titleOf(port),
  from,
  tally,
  feeds: feedsOnly(tally),
})

function fromOf(receiver: LightReceiver, senders: Ports['senders']): string {
  if (!receiver.route.active) return 'nothing'
  const sender = senders.get(sourceOf(receiver) ?? '')
  return sender === undefined ? 'an unknown stream' : titleOf(sender)
}

const isSame = (a: readonly OnAir[], b: readonly OnAir[]): boolean =>
  a.length === b.length &&
  a.every((one, i) => {
    const other = b[i]
    return (
      other !== undefined &&
      one.id === other.id &&
      one.title === other.title &&
      one.from === other.from &&
      one.tally === other.tally
    )
  })
