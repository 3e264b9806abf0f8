import { type ApiVersion, CONNECTION_VERSIONS, compareApiVersions, parseApiVersion } from './apiVersion'
import type { Control } from './resources'

/** A URN taken apart: `urn:x-nmos:transport:rtp.mcast` has base `urn:x-nmos:transport:rtp` and subclass `mcast`. */
export type Urn = {
  readonly base: string
  readonly subclass: string | null
  readonly version: ApiVersion | null
}

/** What a resource carries. `unknown` is a format URN (or none) that is in no register we know. */
export type Format = 'video' | 'audio' | 'data' | 'mux' | 'unknown'

/** The control types of a Device that Signalbox speaks to, as they stand in `urn:x-nmos:control:<name>/<version>`. */
export type ControlName = 'sr-ctrl' | 'cm-ctrl' | 'events' | 'stream-compat' | 'ncp' | 'manifest-base'

/** One way to a control API of a Device. A Device on several networks offers the same control several times. */
export type ControlEndpoint = {
  readonly version: ApiVersion
  readonly href: string
  /** The control says that a token is needed. Real devices say so and do not ask for one. */
  readonly authorization: boolean
}

const CONTROL_BASE = 'urn:x-nmos:control:'
const FORMAT_BASE = 'urn:x-nmos:format:'
const TRANSPORT_BASE = 'urn:x-nmos:transport:'

/** Takes a URN apart into base, `.subclass` and `/version` (IS-04 v1.3 §Common Keys – Use of URNs). Never fails. */
export function splitUrn(urn: string): Urn {
  const slash = urn.indexOf('/')
  const head = slash < 0 ? urn : urn.slice(0, slash)
  const version = slash < 0 ? null : parseApiVersion(urn.slice(slash + 1))
  const dot = head.indexOf('.', head.lastIndexOf(':') + 1)
  if (dot < 0) return { base: head, subclass: null, version }
  return { base: head.slice(0, dot), subclass: head.slice(dot + 1), version }
}

/** The format a URN stands for, its subclass and version aside. */
export function formatOf(urn: string): Format {
  switch (urn) {
    case 'urn:x-nmos:format:video':
      return 'video'
    case 'urn:x-nmos:format:audio':
      return 'audio'
    case 'urn:x-nmos:format:data':
      return 'data'
    case 'urn:x-nmos:format:mux':
      return 'mux'
    default:
      return subclassedFormat(urn)
  }
}

/** The base of a transport URN: `urn:x-nmos:transport:rtp.mcast` → `urn:x-nmos:transport:rtp`. */
export function transportBase(urn: string): string {
  return splitUrn(urn).base
}

/** A transport in one word for people: `rtp`, `websocket`, `mqtt`, or the last word of a vendor's URN. */
export function transportName(urn: string): string {
  // Nearly all are one of these, and each of tens of thousands of ports has one.
  switch (urn) {
    case 'urn:x-nmos:transport:rtp':
    case 'urn:x-nmos:transport:rtp.mcast':
    case 'urn:x-nmos:transport:rtp.ucast':
      return 'rtp'
    default:
      return lastWordOf(urn)
  }
}

function lastWordOf(urn: string): string {
  const base = transportBase(urn)
  return base.startsWith(TRANSPORT_BASE) ? base.slice(TRANSPORT_BASE.length) : base.slice(base.lastIndexOf(':') + 1)
}

/**
 * Every way to a control API of a Device, at versions both sides know, highest version first and in the Device's own
 * order within a version (IS-05 v1.1 §Interoperability: IS-04 – Discovery). Empty: the Device cannot be controlled so.
 */
export function controlsOf(
  device: { readonly controls: readonly Control[] },
  name: ControlName,
  supported: readonly ApiVersion[] = CONNECTION_VERSIONS,
): readonly ControlEndpoint[] {
  const base = CONTROL_BASE + name
  const found: ControlEndpoint[] = []
  for (const control of device.controls) {
    if (!control.type.startsWith(base)) continue
    const urn = splitUrn(control.type)
    if (urn.base !== base || urn.version === null || !supported.includes(urn.version)) continue
    const { version } = urn
    if (found.some((known) => known.href === control.href && known.version === version)) continue
    found.push({ version, href: control.href, authorization: control.authorization === true })
  }
  return found.sort((a, b) => compareApiVersions(b.version, a.version))
}

function subclassedFormat(urn: string): Format {
  if (!urn.startsWith(FORMAT_BASE)) return 'unknown'
  switch (splitUrn(urn).base.slice(FORMAT_BASE.length)) {
    case 'video':
      return 'video'
    case 'audio':
      return 'audio'
    case 'data':
      return 'data'
    case 'mux':
      return 'mux'
    default:
      return 'unknown'
  }
}
