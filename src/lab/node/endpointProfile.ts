import { eventsPath } from '../events/eventSockets'
import { interfaceAddress, multicastAddress } from './addressing'
import type { ReceiverBlueprint, SenderBlueprint } from './blueprint'
import type { ResourceId } from '../identity'
import type { Leg, LegConstraints, ParamRules, ParamValue } from './transportParams'
import { rulesFor } from './transportParams'
import { transportBase, type Transport } from './urn'

/**
 * What is fixed about a sender or receiver of the Connection API: its parameters, what it allows, what it starts with
 * and what `auto` becomes on activation, leg by leg (IS-05 v1.1 §Behaviour: RTP Transport Type – Use of auto).
 */
export type EndpointProfile = {
  readonly id: ResourceId
  readonly side: 'sender' | 'receiver'
  readonly transport: Transport
  readonly rules: ParamRules
  readonly constraints: readonly LegConstraints[]
  readonly initial: readonly Leg[]
  readonly automatic: readonly Leg[]
}

export type Place = {
  readonly nodeIndex: number
  readonly host: string
  readonly port: number
  /** The plant's MQTT broker. */
  readonly broker: { readonly host: string; readonly port: number; readonly authorization: boolean }
}

/** Ports that a sender of the lab can send to, as a device with a firewall rule would have it. */
const destinationPorts = { minimum: 5000, maximum: 49_150 } as const

const legsOf = (count: number): readonly number[] => Array.from({ length: count }, (_, leg) => leg)

/** Profile of a sender. `sourceId` is what IS-07 needs to name. */
export function senderProfile(
  id: ResourceId,
  sourceId: ResourceId,
  blueprint: SenderBlueprint,
  place: Place,
): EndpointProfile {
  const side = 'sender'
  const { transport } = blueprint
  const rules = rulesFor(side, transportBase(transport))
  const shared = { id, side, transport, rules } as const
  const restApi = `http://${place.host}:${String(place.port)}/x-nmos/events/v1.0/sources/${sourceId}/`
  switch (transportBase(transport)) {
    case 'rtp': {
      const legs = legsOf(blueprint.legs)
      const destination = (leg: number): string =>
        transport === 'rtp.ucast'
          ? `10.${String(20 + leg)}.200.${String(1 + (blueprint.index % 250))}`
          : multicastAddress(blueprint.index, leg)
      return {
        ...shared,
        constraints: legs.map((leg) => ({
          source_ip: { enum: [interfaceAddress(place.nodeIndex, leg)] },
          destination_ip: {},
          source_port: {},
          destination_port: destinationPorts,
          rtp_enabled: {},
        })),
        initial: legs.map((leg) => ({
          source_ip: interfaceAddress(place.nodeIndex, leg),
          destination_ip: destination(leg),
          source_port: 'auto',
          destination_port: 5004,
          rtp_enabled: true,
        })),
        automatic: legs.map((leg) => ({
          source_ip: interfaceAddress(place.nodeIndex, leg),
          destination_ip: destination(leg),
          source_port: 5004,
          destination_port: 5004,
        })),
      }
    }
    case 'websocket': {
      const uri = `ws://${place.host}:${String(place.port)}${eventsPath}`
      return {
        ...shared,
        constraints: [
          {
            connection_uri: { enum: [uri] },
            connection_authorization: { enum: [false] },
            ext_is_07_source_id: { enum: [sourceId] },
            ext_is_07_rest_api_url: { enum: [restApi] },
          },
        ],
        initial: [
          {
            connection_uri: 'auto',
            connection_authorization: 'auto',
            ext_is_07_source_id: sourceId,
            ext_is_07_rest_api_url: restApi,
          },
        ],
        automatic: [{ connection_uri: uri, connection_authorization: false }],
      }
    }
    case 'mqtt': {
      const topic = `x-nmos/events/v1.0/sources/${sourceId}`
      return {
        ...shared,
        constraints: [
          {
            destination_host: {},
            destination_port: {},
            broker_protocol: { enum: ['mqtt'] },
            broker_authorization: { enum: [place.broker.authorization] },
            broker_topic: { enum: [topic] },
            connection_status_broker_topic: {},
            ext_is_07_rest_api_url: { enum: [restApi] },
          },
        ],
        initial: [
          {
            destination_host: 'auto',
            destination_port: 'auto',
            broker_protocol: 'auto',
            broker_authorization: 'auto',
            broker_topic: topic,
            connection_status_broker_topic: `x-nmos/events/v1.0/connections/${id}`,
            ext_is_07_rest_api_url: restApi,
          },
        ],
        automatic: [
          {
            destination_host: place.broker.host,
            destination_port: place.broker.port,
            broker_protocol: 'mqtt',
            broker_authorization: place.broker.authorization,
          },
        ],
      }
    }
    case 'mxl':
      return { ...shared, ...mxlLegs(blueprint.key) }
  }
}

/** Profile of a receiver. */
export function receiverProfile(id: ResourceId, blueprint: ReceiverBlueprint, place: Place): EndpointProfile {
  const side = 'receiver'
  const { transport } = blueprint
  const rules = rulesFor(side, transportBase(transport))
  const shared = { id, side, transport, rules } as const
  switch (transportBase(transport)) {
    case 'rtp': {
      const legs = legsOf(blueprint.legs)
      return {
        ...shared,
        constraints: legs.map((leg) => ({
          source_ip: {},
          multicast_ip: {},
          interface_ip: { enum: [interfaceAddress(place.nodeIndex, leg)] },
          destination_port: {},
          rtp_enabled: {},
        })),
        initial: legs.map(() => ({
          source_ip: null,
          multicast_ip: null,
          interface_ip: 'auto',
          destination_port: 'auto',
          rtp_enabled: true,
        })),
        automatic: legs.map((leg) => ({
          interface_ip: interfaceAddress(place.nodeIndex, leg),
          destination_port: 5004,
        })),
      }
    }
    case 'websocket':
      return {
        ...shared,
        ...oneLeg({
          connection_uri: [null],
          connection_authorization: ['auto', false],
          ext_is_07_source_id: [null],
          ext_is_07_rest_api_url: [null],
        }),
      }
    case 'mqtt':
      return {
        ...shared,
        ...oneLeg({
          source_host: ['auto', place.broker.host],
          source_port: ['auto', place.broker.port],
          broker_protocol: ['auto', 'mqtt'],
          broker_authorization: ['auto', place.broker.authorization],
          broker_topic: [null],
          connection_status_broker_topic: [null],
          ext_is_07_rest_api_url: [null],
        }),
      }
    case 'mxl':
      return { ...shared, ...mxlLegs(blueprint.key) }
  }
}

type Legs = Pick<EndpointProfile, 'constraints' | 'initial' | 'automatic'>

/** An unconstrained leg of parameters, each with its first value and, where that is `auto`, what it becomes. */
function oneLeg(params: Readonly<Record<string, readonly [ParamValue, ParamValue?]>>): Legs {
  const initial: Record<string, ParamValue> = {}
  const automatic: Record<string, ParamValue> = {}
  const constraints: Record<string, object> = {}
  for (const [name, [first, resolved]] of Object.entries(params)) {
    initial[name] = first
    constraints[name] = {}
    if (resolved !== undefined) automatic[name] = resolved
  }
  return { constraints: [constraints], initial: [initial], automatic: [automatic] }
}

function mxlLegs(key: string): Legs {
  return oneLeg({ mxl_domain_id: ['auto', 'lab'], mxl_flow_id: ['auto', key] })
}
