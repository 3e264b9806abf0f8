import type { EndpointProfile } from './endpointProfile'
import type { ResourceId } from '../identity'
import { parseTai, type TaiText } from '../time/tai'
import { valueProblem, type Leg } from './transportParams'

export type TransportFile = { readonly data: string | null; readonly type: string | null }

export type ActivationMode = 'activate_immediate' | 'activate_scheduled_absolute' | 'activate_scheduled_relative'

export type ActivationRequest = {
  readonly mode: ActivationMode | null
  readonly requestedTime: TaiText | null
  /** Whether the body had `requested_time` at all, which a strict device minds. */
  readonly timeGiven: boolean
}

/** A valid PATCH of /staged: only what was sent. */
export type StagedPatch = {
  readonly peerId?: ResourceId | null
  readonly masterEnable?: boolean
  readonly activation?: ActivationRequest
  readonly transportFile?: TransportFile
  readonly params?: readonly Leg[]
}

export type PatchReading =
  { readonly ok: true; readonly patch: StagedPatch } | { readonly ok: false; readonly problem: string }

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const modes: readonly unknown[] = ['activate_immediate', 'activate_scheduled_absolute', 'activate_scheduled_relative']

class Invalid extends Error {}

/** Reads a PATCH of /staged against the schema and the endpoint's constraints (IS-05 v1.1 *-stage-schema.json). */
export function readPatch(body: unknown, profile: EndpointProfile): PatchReading {
  try {
    return { ok: true, patch: patchOf(body, profile) }
  } catch (error) {
    if (error instanceof Invalid) return { ok: false, problem: error.message }
    throw error
  }
}

/** Whether a PATCH asks for an activation later than now. */
export function schedules(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('activation' in body)) return false
  const { activation } = body
  return typeof activation === 'object' && activation !== null && 'mode' in activation && isScheduled(activation.mode)
}

function isScheduled(mode: unknown): boolean {
  return mode === 'activate_scheduled_absolute' || mode === 'activate_scheduled_relative'
}

function patchOf(body: unknown, profile: EndpointProfile): StagedPatch {
  const peerKey = profile.side === 'sender' ? 'receiver_id' : 'sender_id'
  const keys = [peerKey, 'master_enable', 'activation', 'transport_params']
  const given = objectOf('The body', body, profile.side === 'sender' ? keys : [...keys, 'transport_file'])
  return {
    ...(peerKey in given ? { peerId: peerOf(peerKey, given[peerKey]) } : {}),
    ...('master_enable' in given ? { masterEnable: booleanOf(given['master_enable']) } : {}),
    ...('activation' in given ? { activation: activationOf(given['activation']) } : {}),
    ...('transport_file' in given ? { transportFile: fileOf(given['transport_file']) } : {}),
    ...('transport_params' in given ? { params: paramsOf(given['transport_params'], profile) } : {}),
  }
}

function objectOf(what: string, value: unknown, keys: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Invalid(`${what} must be an object`)
  const unknown = Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined) throw new Invalid(`\`${unknown}\` is not a key of ${what.toLowerCase()}`)
  return value as Record<string, unknown>
}

function peerOf(key: string, value: unknown): ResourceId | null {
  if (value === null || (typeof value === 'string' && uuid.test(value))) return value
  throw new Invalid(`\`${key}\` must be a UUID or null`)
}

function booleanOf(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new Invalid('`master_enable` must be true or false')
}

function activationOf(value: unknown): ActivationRequest {
  const given = objectOf('`activation`', value, ['mode', 'requested_time'])
  const { mode, requested_time: time } = given
  if (!('mode' in given) || (mode !== null && !modes.includes(mode)))
    throw new Invalid('`mode` of the activation is not one of IS-05')
  const timed = isScheduled(mode)
  if (time !== undefined && time !== null && (typeof time !== 'string' || parseTai(time) === undefined))
    throw new Invalid('`requested_time` must be <seconds>:<nanoseconds>')
  if (timed && typeof time !== 'string') throw new Invalid('A scheduled activation needs a `requested_time`')
  if (mode === null && typeof time === 'string') throw new Invalid('`requested_time` must be null where `mode` is')
  return {
    mode: mode as ActivationMode | null,
    requestedTime: timed && typeof time === 'string' ? time : null,
    timeGiven: 'requested_time' in given,
  }
}

function fileOf(value: unknown): TransportFile {
  const { data, type } = objectOf('`transport_file`', value, ['data', 'type'])
  if (data === null && type === null) return { data, type }
  if (typeof data === 'string' && typeof type === 'string') return { data, type }
  throw new Invalid('`data` and `type` of the transport file must both be strings or both be null')
}

function paramsOf(value: unknown, profile: EndpointProfile): Leg[] {
  if (!Array.isArray(value)) throw new Invalid('`transport_params` must be an array')
  const legs = profile.constraints.length
  if (value.length !== legs) {
    throw new Invalid(`\`transport_params\` must have ${String(legs)} legs, not ${String(value.length)}`)
  }
  return value.map((leg: unknown, i) => {
    const given = objectOf('A leg of transport_params', leg, Object.keys(profile.rules))
    checkLeg(given as Leg, i, profile)
    return given as Leg
  })
}

function checkLeg(leg: Leg, index: number, profile: EndpointProfile): void {
  const problem = legProblem(leg, index, profile)
  if (problem !== undefined) throw new Invalid(problem)
}

/** Why a leg's values break the rules or constraints of the endpoint, or undefined. */
export function legProblem(leg: Leg, index: number, profile: EndpointProfile): string | undefined {
  for (const [name, value] of Object.entries(leg)) {
    const rule = profile.rules[name]
    if (rule === undefined) return `\`${name}\` is not a parameter of this ${profile.side}`
    const problem = valueProblem(name, value, rule, profile.constraints[index]?.[name] ?? {})
    if (problem !== undefined) return problem
  }
  return undefined
}
