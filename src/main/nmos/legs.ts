import type { LegConstraints, LegParams } from './connectionTypes'

/** `transport_params` that fit the constraints, and what of the wish they have no place for. */
export type ShapedLegs = {
  readonly transport_params: readonly LegParams[]
  /** `leg.name` of each parameter that was wished for and does not exist there, legs counted from 1. */
  readonly dropped: readonly string[]
}

/**
 * Shapes `transport_params` to `/constraints`: exactly as many entries, only keys that are there, `{}` for a leg that is
 * left as it is (IS-05 v1.1 §RTP Transport Type – Operation with SMPTE 2022-7).
 */
export function shapeLegs(constraints: readonly LegConstraints[], wanted: readonly (LegParams | null)[]): ShapedLegs {
  const dropped: string[] = []
  const transport_params = constraints.map((known, index) => {
    const entries = Object.entries(wanted[index] ?? {})
    for (const [name] of entries) if (!Object.hasOwn(known, name)) dropped.push(`${index + 1}.${name}`)
    return Object.fromEntries(entries.filter(([name]) => Object.hasOwn(known, name)))
  })
  for (let index = constraints.length; index < wanted.length; index += 1) {
    for (const name of Object.keys(wanted[index] ?? {})) dropped.push(`${index + 1}.${name}`)
  }
  return { transport_params, dropped }
}

/** What is known of the connection to be made. */
export type LegWish = {
  /** The receiver's parameters for each leg of the stream, in order; as the transport file or the sender says. */
  readonly stream: readonly LegParams[]
  /** Whether a transport file goes with the PATCH. It then says all that is not said here. */
  readonly hasFile: boolean
  /** The leg that was chosen, from 0; null when it was left open. */
  readonly leg: number | null
  /** A leg of the receiver is off, by its own choice or by somebody's: not every device switches it on for a file. */
  readonly isAnyOff: boolean
}

/**
 * The `transport_params` of a receiver PATCH, or null when the transport file says it all and none need be sent.
 * - a leg is off, and none was chosen: with a file, those that it has are switched on expressly
 * - one-leg receiver, two-leg stream: the file means the first leg; another one is said expressly, which beats the file
 * - two-leg receiver, one-leg stream: without a file the other leg is switched off expressly
 * - a leg chosen on a receiver with several: that one on, the others off
 * @throws RangeError when the leg that was chosen does not exist
 */
export function receiverLegs(constraints: readonly LegConstraints[], wish: LegWish): readonly LegParams[] | null {
  const { stream, hasFile, leg, isAnyOff } = wish
  const count = constraints.length
  if (leg !== null && leg >= Math.max(count, stream.length)) {
    throw new RangeError(`Leg ${leg + 1} was chosen, but there are only ${Math.max(count, stream.length)}.`)
  }
  if (count === 0) return null
  if (leg === null && hasFile) {
    return isAnyOff && stream.length > 0 ? shapeLegs(constraints, switchedOn(stream)).transport_params : null
  }
  if (leg === null) return shapeLegs(constraints, inOrder(constraints, stream)).transport_params
  if (count === 1) {
    if (hasFile && leg === 0) return null
    return shapeLegs(constraints, [on(stream[leg])]).transport_params
  }
  return shapeLegs(constraints, chosen(constraints, stream, leg)).transport_params
}

function switchedOn(stream: readonly LegParams[]): LegParams[] {
  return stream.map(() => ({ rtp_enabled: true }))
}

function inOrder(constraints: readonly LegConstraints[], stream: readonly LegParams[]): LegParams[] {
  return constraints.map((_, index) => (index < stream.length ? on(stream[index]) : { rtp_enabled: false }))
}

function chosen(constraints: readonly LegConstraints[], stream: readonly LegParams[], leg: number): LegParams[] {
  const params = stream.length > 1 ? stream[leg] : stream[0]
  return constraints.map((_, index) => (index === leg ? on(params) : { rtp_enabled: false }))
}

function on(params: LegParams | undefined): LegParams {
  return { ...params, rtp_enabled: true }
}
