import type { Stream } from './capParameters'
import { evaluateSet, isEnabled, setLabel, setPreference } from './constraintSet'
import type { RawResource, Receiver } from './resources'
import { formatOf, splitUrn, transportName } from './urn'

/**
 * Whether a receiver can take a stream.
 * - `ok`: by `set`, the Constraint Set that fits and that the receiver likes best (its label, else its place from 1);
 *   null when it lists none. `unknown` names what could not be evaluated and therefore did not count.
 * - not: `reasons` are sentences for the operator, without a full stop
 */
export type CapsResult =
  | { readonly ok: true; readonly set: string | null; readonly unknown: readonly string[] }
  | { readonly ok: false; readonly reasons: readonly string[] }

const MAX_REASONS = 4

/** Transport, format and caps together (BCP-004-01 v1.0 §Receiver Capabilities). */
export function receiverAccepts(receiver: Receiver, stream: Stream): CapsResult {
  const transport = transportFits(stream.sender.transport, receiver.transport)
  if (transport !== null) return { ok: false, reasons: [transport] }
  const format = formatFits(formatUrn(stream), receiver.format)
  if (format !== null) return { ok: false, reasons: [format] }
  return capsFit(receiver, stream)
}

/**
 * Why a sender's transport does not suit a receiver, or null when it does. A receiver of a base takes all its subclasses
 * (`rtp` takes `rtp.mcast`); two different subclasses do not meet. What is not said is no ground to refuse.
 */
export function transportFits(senderTransport: string, receiverTransport: string): string | null {
  if (senderTransport === '' || receiverTransport === '') return null
  const from = splitUrn(senderTransport)
  const to = splitUrn(receiverTransport)
  const sameSubclass = from.subclass === null || to.subclass === null || from.subclass === to.subclass
  if (from.base === to.base && sameSubclass) return null
  const name = (urn: string, subclass: string | null) => {
    const base = transportName(urn).toUpperCase()
    return from.base === to.base && subclass !== null ? `${base} ${CASTS[subclass] ?? subclass}` : base
  }
  return `takes ${name(receiverTransport, to.subclass)}, the source sends ${name(senderTransport, from.subclass)}`
}

const CASTS: Readonly<Record<string, string | undefined>> = { mcast: 'multicast', ucast: 'unicast' }

/** Why a format does not suit a receiver, or null when it does. `''`: not known, which is no ground to refuse. */
export function formatFits(sourceFormat: string, receiverFormat: string): string | null {
  if (sourceFormat === '' || receiverFormat === '') return null
  if (splitUrn(sourceFormat).base === splitUrn(receiverFormat).base) return null
  return `takes ${formatWord(receiverFormat)}, the source is ${formatWord(sourceFormat)}`
}

function formatUrn({ flow, source, sdp }: Stream): string {
  if (flow !== null && flow.format !== '') return flow.format
  if (source !== null && source.format !== '') return source.format
  const format = sdp?.essence.format ?? 'unknown'
  return format === 'unknown' ? '' : `urn:x-nmos:format:${format}`
}

function formatWord(urn: string): string {
  const format = formatOf(urn)
  return format === 'unknown' ? urn : format
}

/** All of `media_types`, `event_types` and `constraint_sets` that are there must be satisfied. */
function capsFit(receiver: Receiver, stream: Stream): CapsResult {
  const { media_types, event_types, constraint_sets } = receiver.caps
  const unknown: string[] = []
  const reasons: string[] = []
  const mediaType = stream.flow?.media_type ?? stream.sdp?.essence.mediaType ?? null
  if (media_types !== null) {
    if (mediaType === null) unknown.push('media_types')
    else if (!media_types.some((type) => type.toLowerCase() === mediaType.toLowerCase())) {
      reasons.push(`takes ${listed(media_types)}, the source is ${mediaType}`)
    }
  }
  const eventType = stream.flow?.event_type ?? stream.source?.event_type ?? null
  if (event_types !== null) {
    if (eventType === null) unknown.push('event_types')
    else if (!event_types.some((pattern) => eventTypeMatches(pattern, eventType))) {
      reasons.push(`takes ${listed(event_types)} events, the source sends ${eventType}`)
    }
  }
  if (reasons.length > 0) return { ok: false, reasons }
  if (constraint_sets === null) return { ok: true, set: null, unknown }
  return setsFit(constraint_sets, stream, unknown)
}

/** `*` stands for whole words at the end (IS-07 v1.0 §Event types – Event types capability management). */
export function eventTypeMatches(pattern: string, eventType: string): boolean {
  if (pattern === eventType || pattern === '*') return true
  return pattern.endsWith('/*') && eventType.startsWith(pattern.slice(0, -1))
}

function setsFit(sets: readonly RawResource[], stream: Stream, unknown: readonly string[]): CapsResult {
  if (sets.length === 0) return { ok: false, reasons: ['takes nothing: its list of accepted streams is empty'] }
  const enabled = sets.map((set, index) => ({ set, index })).filter(({ set }) => isEnabled(set))
  if (enabled.length === 0)
    return { ok: false, reasons: ['takes nothing as it is set up now: all it could take is switched off'] }
  const results = enabled.map(({ set, index }) => ({ set, index, ...evaluateSet(set, stream) }))
  const [best] = results
    .filter(({ reasons }) => reasons.length === 0)
    .sort((a, b) => setPreference(b.set) - setPreference(a.set) || a.index - b.index)
  if (best !== undefined) {
    return { ok: true, set: setLabel(best.set) ?? String(best.index + 1), unknown: [...unknown, ...best.unknown] }
  }
  return { ok: false, reasons: nearest(results.map(({ reasons }) => reasons)) }
}

/** The reasons of the sets that were missed by least. */
function nearest(misses: readonly (readonly string[])[]): readonly string[] {
  const least = Math.min(...misses.map((reasons) => reasons.length))
  return [...new Set(misses.filter((reasons) => reasons.length === least).flat())].slice(0, MAX_REASONS)
}

function listed(words: readonly string[]): string {
  if (words.length === 0) return 'nothing'
  return words.length > 6 ? `${words.slice(0, 6).join(', ')} …` : words.join(' or ')
}
