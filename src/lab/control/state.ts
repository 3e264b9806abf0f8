import type { VirtualNode } from '../node/virtualNode'
import type { World } from './world'

/** Above so many ports, GET /state lists them only when asked with `?ports=true`. */
const portsListed = 1000

/** What GET /state answers: nodes with their ports, and how often each was asked what. */
export function labState(world: World, allPorts: boolean): object {
  const total = world.nodes.reduce((sum, node) => sum + node.store.senders.size + node.store.receivers.size, 0)
  const ports = allPorts || total <= portsListed
  return {
    registry: { url: world.registry.url, queryUrl: world.registry.queryUrl, faults: world.registry.faults() },
    broker: { url: world.broker.url },
    dns: { address: world.dns.address, domain: world.dnsDomain },
    mqtt: mqttState(world),
    counts: world.registry.counts(),
    nodes: world.nodes.map((node) => nodeState(world, node, ports)),
  }
}

/** The MQTT devices, each with what it would say now. */
function mqttState({ mqtt }: World): object {
  return {
    url: mqtt.brokerUrl,
    prefix: mqtt.prefix,
    ndiSources: mqtt.sources.names(),
    devices: mqtt.devices().map(({ kind, device }) => ({
      id: device.identity.id,
      kind,
      connected: device.connected(),
      meta: device.meta(),
      status: device.status(),
    })),
  }
}

function nodeState(world: World, node: VirtualNode, ports: boolean): object {
  const { store } = node
  return {
    label: store.self.label,
    id: store.self.id,
    port: node.port,
    url: node.url,
    online: node.online,
    tags: store.self.tags,
    requests: world.log.counts(node.blueprint.label),
    devices: [...store.devices.values()].map(({ id, label, tags }) => ({ id, label, tags })),
    events: [...node.events.sources.values()].map(({ id, signal, value }) => ({
      id,
      eventType: signal.eventType,
      value,
    })),
    ...(ports ? portsOf(node) : { senderCount: store.senders.size, receiverCount: store.receivers.size }),
  }
}

function portsOf(node: VirtualNode): object {
  const { senders, receivers } = node.store
  return {
    senders: [...senders.values()].map(({ id, label, transport, device_id: deviceId, subscription }) => ({
      id,
      label,
      transport,
      deviceId,
      active: subscription.active,
    })),
    receivers: [...receivers.values()].map(({ id, label, transport, device_id: deviceId, subscription }) => ({
      id,
      label,
      transport,
      deviceId,
      active: subscription.active,
      senderId: subscription.sender_id,
    })),
  }
}
