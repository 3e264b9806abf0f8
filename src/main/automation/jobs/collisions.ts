import type { Finding, Id } from '../../../contract'
import { isMulticast } from '../../nmos/ipAddress'
import { type JobReport, finding } from './job'
import { inPieces, someOf } from './inPieces'

/** One active leg of a sender. */
export type SentLeg = {
  readonly senderId: Id
  readonly name: string
  readonly nodeId: Id
  /** `A`, `B`, … */
  readonly letter: string
  /** The name of the network that its interface is on; null: nobody says. */
  readonly network: string | null
  readonly destination: string
  readonly port: number
  readonly source: string | null
}

/** What makes one of several senders give way; null: it cannot be said which. */
export type GiveWay = (senderIds: readonly Id[]) => Finding['fix']

/**
 * Streams that cannot be told apart on a network, groups that are used twice, and addresses that two nodes claim. Legs
 * whose networks are not both named are on the same one when they have the same letter. The work grows with the number of
 * legs, however many are on one address.
 */
export async function findCollisions(
  legs: readonly SentLeg[],
  report: JobReport,
  signal: AbortSignal,
  giveWay: GiveWay,
): Promise<void> {
  const streams = new Map<string, SentLeg[]>()
  const groups = new Map<string, SentLeg[]>()
  const sources = new Map<string, SentLeg[]>()
  await inPieces(legs, signal, (leg) => {
    put(streams, `${leg.destination}:${leg.port}`, leg)
    if (isMulticast(leg.destination)) put(groups, leg.destination, leg)
    if (leg.source !== null) put(sources, leg.source, leg)
  })
  await inPieces(streams.values(), signal, (found) => {
    for (const set of onOneNetwork(found)) sameStream(set, report, giveWay)
  })
  await inPieces(groups.values(), signal, (found) => {
    for (const set of onOneNetwork(found)) sameGroup(set, report)
  })
  await inPieces(sources.values(), signal, (found) => {
    for (const set of onOneNetwork(found)) sameSource(set, report)
  })
}

function put(map: Map<string, SentLeg[]>, key: string, leg: SentLeg): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [leg])
  else known.push(leg)
}

/** Sets of two or more that are, or may be, on one network. */
function onOneNetwork(legs: readonly SentLeg[]): readonly (readonly SentLeg[])[] {
  if (legs.length < 2) return []
  const named = new Map<string, SentLeg[]>()
  const unnamed = new Map<string, SentLeg[]>()
  for (const leg of legs) put(leg.network === null ? unnamed : named, leg.network ?? leg.letter, leg)
  const sets: SentLeg[][] = [...named.values()]
  for (const [letter, own] of unnamed) {
    // Which network they are on is not known: they may be on any that is used as this leg.
    sets.push([...own, ...[...named.values()].flat().filter((leg) => leg.letter === letter)])
  }
  return sets.filter((set) => set.length > 1)
}

function sameStream(set: readonly SentLeg[], report: JobReport, giveWay: GiveWay): void {
  const ids = idsOf(set)
  const [first] = set
  if (first === undefined || ids.length < 2) return
  const sources = new Set(set.map(({ source }) => source))
  const isTold = sources.size === set.length && !sources.has(null)
  // Source-specific multicast (RFC 4607): the source is part of what is joined.
  if (isTold && /^232\./.test(first.destination)) return
  const where = `${first.destination}:${first.port} on ${networkOf(set)}`
  const what = isTold
    ? 'Who receives one without naming its source gets both.'
    : 'Who receives one gets the packets of all of them.'
  const text = `${names(set)} send to ${where}. ${what}`
  report.find(finding('alarm', 'DUPLICATE_STREAM', text, ids, giveWay(ids)))
}

/** The port does not count for a switch: who joins a group gets all that is sent to it. */
function sameGroup(set: readonly SentLeg[], report: JobReport): void {
  const ids = idsOf(set)
  const [first] = set
  const ports = [...new Set(set.map(({ port }) => port))].sort((a, b) => a - b)
  if (first === undefined || ids.length < 2 || ports.length < 2) return
  if (/^232\./.test(first.destination)) return
  const text = `${names(set)} send to the group ${first.destination} on ${networkOf(set)}, on the ports ${someOf(ports.map(String))}. Who receives one has the load of all on its network interface.`
  report.find(finding('warning', 'DUPLICATE_GROUP', text, ids))
}

function sameSource(set: readonly SentLeg[], report: JobReport): void {
  const nodes = new Set(set.map(({ nodeId }) => nodeId))
  const [first] = set
  if (first?.source == null || nodes.size < 2) return
  const text = `${names(set)} are on ${nodes.size} nodes and all send from ${first.source} on ${networkOf(set)}: an address belongs to one machine.`
  report.find(finding('alarm', 'DUPLICATE_SOURCE', text, [...nodes, ...idsOf(set)]))
}

function idsOf(set: readonly SentLeg[]): readonly Id[] {
  return [...new Set(set.map(({ senderId }) => senderId))]
}

function names(set: readonly SentLeg[]): string {
  return someOf([...new Map(set.map(({ senderId, name }) => [senderId, name])).values()])
}

function networkOf(set: readonly SentLeg[]): string {
  const named = set.find(({ network }) => network !== null)?.network
  const letters = [...new Set(set.map(({ letter }) => letter))].sort().join('/')
  return named == null ? `leg ${letters}` : `the network ${named} (leg ${letters})`
}
