import { send } from '../node/httpClient'
import type { ResourceId } from '../identity'
import { peerParams } from '../node/peerParams'
import type { Leg } from '../node/transportParams'
import type { TransportBase } from '../node/urn'
import { nodeOf, NotThere, type World } from './world'

const timeoutMs = 10_000

/** What a device answered to another controller's PATCH. */
export type ForeignAnswer = { readonly status: number; readonly body: unknown }

/**
 * Another controller, which nobody told us of: it speaks real IS-05 over HTTP to the same devices
 * (IS-05 v1.1 §Behaviour – Multi-Client Operation).
 */
export async function foreignRoute(
  world: World,
  receiverId: ResourceId,
  senderId: ResourceId | null,
): Promise<ForeignAnswer> {
  const activation = { mode: 'activate_immediate' }
  if (senderId === null) {
    return patch(world, 'receivers', receiverId, { sender_id: null, master_enable: false, activation })
  }
  const offer = await offerOf(world, senderId)
  return patch(world, 'receivers', receiverId, { sender_id: senderId, master_enable: true, ...offer, activation })
}

/** Another controller switches a sender on or off. */
export function foreignSender(world: World, senderId: ResourceId, active: boolean): Promise<ForeignAnswer> {
  return patch(world, 'senders', senderId, { master_enable: active, activation: { mode: 'activate_immediate' } })
}

async function offerOf(world: World, senderId: ResourceId): Promise<object> {
  const base = endpointUrl(world, 'senders', senderId)
  const type = await read(world, `${base}/transporttype`)
  const transport = String(type.body).replace('urn:x-nmos:transport:', '') as TransportBase
  if (transport === 'rtp') {
    const file = await send(world.agent, 'GET', `${base}/transportfile`, undefined, timeoutMs)
    if (file.status !== 200) throw new NotThere(`The sender ${senderId} has no transport file now`)
    return { transport_file: { data: file.body, type: 'application/sdp' } }
  }
  const active = await read(world, `${base}/active`)
  const { transport_params: legs } = active.body as { transport_params: readonly Leg[] }
  return { transport_params: peerParams(transport, legs) }
}

function endpointUrl(world: World, side: 'senders' | 'receivers', id: ResourceId): string {
  const node = nodeOf(world, id)
  const transport = (node.store.senders.get(id) ?? node.store.receivers.get(id))?.transport
  const version = transport === 'urn:x-nmos:transport:mxl' ? 'v1.2' : 'v1.1'
  return `${node.url}/x-nmos/connection/${version}/single/${side}/${id}`
}

async function patch(
  world: World,
  side: 'senders' | 'receivers',
  id: ResourceId,
  body: object,
): Promise<ForeignAnswer> {
  const answer = await send(world.agent, 'PATCH', `${endpointUrl(world, side, id)}/staged`, body, timeoutMs)
  return { status: answer.status, body: JSON.parse(answer.body) as unknown }
}

async function read(world: World, url: string): Promise<ForeignAnswer> {
  const answer = await send(world.agent, 'GET', url, undefined, timeoutMs)
  return { status: answer.status, body: JSON.parse(answer.body) as unknown }
}
