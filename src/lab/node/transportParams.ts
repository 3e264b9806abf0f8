import { isIP } from 'node:net'
import type { TransportBase } from './urn'

export type ParamValue = string | number | boolean | null

/** Transport parameters of one leg, by their IS-05 names. */
export type Leg = Readonly<Record<string, ParamValue>>

/** One entry of /constraints (IS-05 v1.1 constraint-schema.json). */
export type ParamConstraint = {
  readonly enum?: readonly ParamValue[]
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly description?: string
}

export type LegConstraints = Readonly<Record<string, ParamConstraint>>

/** What the specification itself allows for a parameter (IS-05 v1.1 *_transport_params_*.json). */
export type ParamRule = {
  readonly kind: 'address' | 'port' | 'text' | 'host' | 'websocket' | 'flag' | 'choice' | 'external'
  readonly auto?: true
  readonly nullable?: true
  readonly zero?: true
  readonly choices?: readonly ParamValue[]
}

export type ParamRules = Readonly<Record<string, ParamRule>>

const auto = { auto: true } as const
const nullable = { nullable: true } as const

const rtpSender: ParamRules = {
  source_ip: { kind: 'address', ...auto },
  destination_ip: { kind: 'address', ...auto },
  source_port: { kind: 'port', ...auto, zero: true },
  destination_port: { kind: 'port', ...auto },
  rtp_enabled: { kind: 'flag' },
}

const rtpReceiver: ParamRules = {
  source_ip: { kind: 'address', ...nullable },
  multicast_ip: { kind: 'address', ...nullable },
  interface_ip: { kind: 'address', ...auto },
  destination_port: { kind: 'port', ...auto },
  rtp_enabled: { kind: 'flag' },
}

const events: ParamRules = {
  ext_is_07_source_id: { kind: 'external' },
  ext_is_07_rest_api_url: { kind: 'external' },
}

const websocket = (nullableUri: boolean): ParamRules => ({
  connection_uri: { kind: 'websocket', ...nullable, ...(nullableUri ? {} : auto) },
  connection_authorization: { kind: 'choice', choices: ['auto', true, false], ...auto },
  ...events,
})

const mqtt = (prefix: 'source' | 'destination'): ParamRules => ({
  [`${prefix}_host`]: { kind: 'host', ...auto, ...nullable },
  [`${prefix}_port`]: { kind: 'port', ...auto },
  broker_protocol: { kind: 'choice', choices: ['auto', 'mqtt', 'secure-mqtt'], ...auto },
  broker_authorization: { kind: 'choice', choices: ['auto', true, false], ...auto },
  broker_topic: { kind: 'text', ...nullable },
  connection_status_broker_topic: { kind: 'text', ...nullable },
  ext_is_07_rest_api_url: { kind: 'external' },
})

const mxl: ParamRules = {
  mxl_domain_id: { kind: 'text', ...auto, ...nullable },
  mxl_flow_id: { kind: 'text', ...auto, ...nullable },
}

/** The parameters of an endpoint, by transport and side. */
export function rulesFor(side: 'sender' | 'receiver', base: TransportBase): ParamRules {
  switch (base) {
    case 'rtp':
      return side === 'sender' ? rtpSender : rtpReceiver
    case 'websocket':
      return websocket(side === 'receiver')
    case 'mqtt':
      return mqtt(side === 'sender' ? 'destination' : 'source')
    case 'mxl':
      return mxl
  }
}

/** Why a value is not one for this parameter, or undefined. Schema first, then the endpoint's own constraints. */
export function valueProblem(
  name: string,
  value: unknown,
  rule: ParamRule,
  constraint: ParamConstraint,
): string | undefined {
  if (!isParamValue(value) || !fits(value, rule)) return `\`${name}\` cannot be ${JSON.stringify(value)}`
  if (rule.auto === true && value === 'auto') return undefined
  if (constraint.enum !== undefined && !constraint.enum.includes(value)) {
    return `\`${name}\` must be one of ${JSON.stringify(constraint.enum)}, not ${JSON.stringify(value)}`
  }
  if (typeof value === 'number') {
    if (constraint.minimum !== undefined && value < constraint.minimum)
      return `\`${name}\` must be at least ${String(constraint.minimum)}`
    if (constraint.maximum !== undefined && value > constraint.maximum)
      return `\`${name}\` must be at most ${String(constraint.maximum)}`
  }
  if (constraint.pattern !== undefined && typeof value === 'string' && !new RegExp(constraint.pattern).test(value)) {
    return `\`${name}\` must match ${constraint.pattern}`
  }
  return undefined
}

function isParamValue(value: unknown): value is ParamValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

function fits(value: ParamValue, rule: ParamRule): boolean {
  if (value === null) return rule.nullable === true || rule.kind === 'external'
  if (value === 'auto' && rule.auto === true) return true
  switch (rule.kind) {
    case 'address':
      return typeof value === 'string' && isIP(value) !== 0
    case 'port':
      return typeof value === 'number' && Number.isInteger(value) && value >= (rule.zero ? 0 : 1) && value <= 65_535
    case 'text':
      return typeof value === 'string'
    case 'host':
      return typeof value === 'string' && /^[A-Za-z0-9.:-]+$/.test(value)
    case 'websocket':
      return typeof value === 'string' && /^wss?:\/\/./.test(value)
    case 'flag':
      return typeof value === 'boolean'
    case 'choice':
      return (rule.choices ?? []).includes(value)
    case 'external':
      return true
  }
}
