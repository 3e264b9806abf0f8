import type { Id, Tally } from '../../contract'
import type { GroupIndex } from './groupIndex'
import type { LitMapping } from './mappingStates'
import type { Upstream } from './upstream'

/** What is said of one thing, strongest first. */
export type Spoken = { readonly kind: 'receiver' | 'sender'; readonly tallies: Tally[] }

const ORDER: readonly Tally['state'][] = ['on-air', 'recording', 'preset']

/**
 * Everything of which a tally says something: what the mappings name, and what feeds something on air, upstream through
 * routes and through devices that send on what they get.
 */
export function spread(
  upstream: Upstream,
  groups: Pick<GroupIndex, 'members'>,
  lit: Iterable<LitMapping>,
): ReadonlyMap<Id, Spoken> {
  const spoken = new Map<Id, Spoken>()
  for (const { mapping, tally } of lit) {
    if (tally === null) continue
    for (const target of mapping.targets) {
      if (target.kind !== 'group') add(spoken, target.id, target.kind, tally)
      else for (const { id, kind } of groups.members(target.group)) add(spoken, id, kind, tally)
    }
  }
  for (const { tallies } of spoken.values()) if (tallies.length > 1) tallies.sort(strongestFirst)
  spreadUpstream(upstream, spoken)
  return spoken
}

function add(spoken: Map<Id, Spoken>, id: Id, kind: Spoken['kind'], tally: Tally): void {
  const known = spoken.get(id)
  if (known === undefined) spoken.set(id, { kind, tallies: [tally] })
  else if (!known.tallies.includes(tally)) known.tallies.push(tally)
}

/** On air before recording before preset; what is heard before what is stale; the older first. */
function strongestFirst(a: Tally, b: Tally): number {
  return (
    ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
    Number(a.stale) - Number(b.stale) ||
    inOrder(a.since, b.since) ||
    inOrder(a.by, b.by)
  )
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/**
 * Breadth first from what is on air by itself, from what is heard before what is stale, in the order in which it went
 * on air; each thing is told of once.
 */
function spreadUpstream(upstream: Upstream, spoken: Map<Id, Spoken>): void {
  const heard: Step[] = []
  const stale: Step[] = []
  for (const [id, { tallies }] of spoken) {
    const [tally] = tallies
    if (tally?.state === 'on-air') (tally.stale ? stale : heard).push({ at: id, from: id, tally })
  }
  for (const origins of [heard, stale]) {
    for (let wave = origins; wave.length > 0;) wave = spreadOnce(upstream, spoken, wave)
  }
}

/** A thing that is on air or feeds what is, and what that is. */
type Step = { readonly at: Id; readonly from: Id; readonly tally: Tally }

function spreadOnce(upstream: Upstream, spoken: Map<Id, Spoken>, wave: readonly Step[]): Step[] {
  const next: Step[] = []
  for (const { at, from, tally } of wave) {
    for (const { id, kind } of upstream.feedersOf(at)) {
      const known = spoken.get(id)
      if (known?.tallies[0]?.state === 'on-air') continue
      const through: Tally = { state: 'on-air', since: tally.since, stale: tally.stale, by: upstream.feedsWords(from) }
      if (known === undefined) spoken.set(id, { kind, tallies: [through] })
      else known.tallies.unshift(through)
      next.push({ at: id, from, tally })
    }
  }
  return next
}
