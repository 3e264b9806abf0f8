import { type MediaDescription, type SessionDescription, parse } from 'sdp-transform'
import type { LegParams } from './connectionTypes'
import { isMulticast } from './ipAddress'
import { type SdpEssence, readEssence } from './sdpEssence'

/** One path of a stream (ST 2022-7). */
export type SdpLeg = {
  /** Where the packets go: a multicast group or the receiver's own address. */
  readonly destination: string
  readonly multicast: boolean
  readonly port: number
  /** The sender's address when the SDP names it (`a=source-filter: incl`); null: from any source. */
  readonly source: string | null
  /** The `a=mid` of the section. */
  readonly mid: string | null
}

/** What Signalbox reads from an SDP. The text itself is passed on as it came, never written anew. */
export type Sdp = {
  /** `s=`. */
  readonly name: string
  /** In the order of `a=group:DUP`, so that the first is leg 1. */
  readonly legs: readonly [SdpLeg, ...SdpLeg[]]
  /** What the stream carries, as its first leg says. */
  readonly essence: SdpEssence
}

/** An SDP that was read, or a sentence that says why it could not be. */
export type SdpResult = { readonly ok: true; readonly sdp: Sdp } | { readonly ok: false; readonly fault: string }

/** Far above what any stream needs, characters. */
const MAX_LENGTH = 1024 * 1024

/** Reads an SDP (RFC 8866, ST 2110-10, RFC 7104 for two legs). Tolerant of what devices leave out; never throws. */
export function readSdp(text: string): SdpResult {
  if (text.length > MAX_LENGTH) return { ok: false, fault: `The SDP is too large (${text.length} characters).` }
  if (!/^\s*v=/.test(text)) return { ok: false, fault: `This is no SDP: it begins “${text.trim().slice(0, 40)}”.` }
  const session = parsed(text)
  if (session === null) return { ok: false, fault: 'The SDP cannot be read.' }
  const sections = legSections(session)
  const first = sections[0]
  if (first === undefined) return { ok: false, fault: 'The SDP describes no stream: it has no “m=” line.' }
  const legs: SdpLeg[] = []
  for (const section of sections) {
    const read = readLegs(session, section)
    if (typeof read === 'string') return { ok: false, fault: read }
    legs.push(...read)
  }
  const [leg, ...others] = legs
  if (leg === undefined) return { ok: false, fault: 'The SDP describes no stream.' }
  return {
    ok: true,
    sdp: { name: stringOf(session.name), legs: [leg, ...others], essence: readEssence(session, first) },
  }
}

/** A receiver's RTP parameters for one leg of an SDP (IS-05 v1.1 §RTP Transport Type – Interpretation of SDP Files). */
export function legParams(leg: SdpLeg): LegParams {
  const address = leg.multicast
    ? { multicast_ip: leg.destination }
    : { multicast_ip: null, interface_ip: leg.destination }
  return { ...address, source_ip: leg.source, destination_port: leg.port, rtp_enabled: true }
}

function parsed(text: string): SessionDescription | null {
  try {
    return parse(text)
  } catch {
    return null
  }
}

/** The sections that are legs of one stream: those of the DUP group in its order, else the first alone. */
function legSections(session: SessionDescription): readonly MediaDescription[] {
  const group = session.groups?.find(({ type }) => type === 'DUP')
  const named = (group?.mids ?? '')
    .split(/\s+/)
    .flatMap((mid) => session.media.find((media) => stringOf(media.mid) === mid) ?? [])
  return named.length > 0 ? named : session.media.slice(0, 1)
}

function readLegs(session: SessionDescription, media: MediaDescription): readonly SdpLeg[] | string {
  const { port } = media
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return 'The SDP has an “m=” line without a usable port.'
  const address = stringOf((media.connection ?? session.connection)?.ip).split('/')[0] ?? ''
  if (address === '') return 'The SDP has no “c=” line, so it does not say where the stream goes.'
  const sources = sourcesOf(session, media, address)
  const leg = (source: string | null): SdpLeg => ({
    destination: address,
    multicast: isMulticast(address),
    port,
    source,
    mid: media.mid === undefined ? null : stringOf(media.mid),
  })
  const duplicated = media.ssrcGroups?.some(({ semantics }) => semantics === 'DUP') === true
  return duplicated && sources.length > 1 ? sources.map(leg) : [leg(sources[0] ?? null)]
}

/** RFC 4570. An excluding filter names nobody to listen to. */
function sourcesOf(session: SessionDescription, media: MediaDescription, destination: string): readonly string[] {
  const filter = media.sourceFilter ?? session.sourceFilter
  if (filter?.filterMode !== 'incl') return []
  if (filter.destAddress !== '*' && filter.destAddress !== destination) return []
  return stringOf(filter.srcList)
    .split(/\s+/)
    .filter((source) => source !== '')
}

function stringOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
