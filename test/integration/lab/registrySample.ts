import type { PreloadedResource } from '../../../src/lab/registry/registry'
import { idFor } from '../../../src/lab/identity'

type Sample = Readonly<Record<string, unknown>> & { readonly id: string }

function core(name: string, tags: Readonly<Record<string, readonly string[]>>): Sample {
  return { id: idFor('sample', name), version: '1700000000:0', label: name, description: `the ${name}`, tags }
}

export function sampleNode(name: string): Sample {
  return {
    ...core(name, { site: ['north'] }),
    href: 'http://192.0.2.1:8080/',
    caps: {},
    api: { versions: ['v1.3'], endpoints: [{ host: '192.0.2.1', port: 8080, protocol: 'http', authorization: false }] },
    services: [],
    clocks: [{ name: 'clk0', ref_type: 'internal' }],
    interfaces: [
      {
        chassis_id: '00-15-5d-67-c3-4e',
        port_id: '00-15-5d-67-c3-4e',
        name: 'eth0',
        attached_network_device: { chassis_id: 'leaf-1', port_id: 'port 7' },
      },
    ],
  }
}

export function sampleDevice(name: string, nodeId: string): Sample {
  return {
    ...core(name, { site: ['north'], 'urn:x-nmos:tag:asset:function/v1.0': ['camera'] }),
    type: 'urn:x-nmos:device:generic',
    node_id: nodeId,
    senders: [],
    receivers: [],
    controls: [
      {
        href: 'http://192.0.2.1:8080/x-nmos/connection/v1.1/',
        type: 'urn:x-nmos:control:sr-ctrl/v1.1',
        authorization: false,
      },
    ],
  }
}

export function sampleSource(name: string, deviceId: string): Sample {
  return {
    ...core(name, {}),
    format: 'urn:x-nmos:format:video',
    caps: {},
    device_id: deviceId,
    parents: [],
    clock_name: 'clk0',
    grain_rate: { numerator: 25, denominator: 1 },
  }
}

export function sampleFlow(name: string, deviceId: string, sourceId: string): Sample {
  return {
    ...core(name, {}),
    format: 'urn:x-nmos:format:video',
    device_id: deviceId,
    source_id: sourceId,
    parents: [],
    media_type: 'video/raw',
    frame_width: 1920,
    frame_height: 1080,
    interlace_mode: 'progressive',
    colorspace: 'BT709',
    components: [
      { name: 'Y', width: 1920, height: 1080, bit_depth: 10 },
      { name: 'Cb', width: 960, height: 1080, bit_depth: 10 },
      { name: 'Cr', width: 960, height: 1080, bit_depth: 10 },
    ],
  }
}

export function sampleSender(name: string, deviceId: string, flowId: string | null): Sample {
  return {
    ...core(name, { room: ['mcr'] }),
    flow_id: flowId,
    transport: 'urn:x-nmos:transport:rtp.mcast',
    device_id: deviceId,
    manifest_href: 'http://192.0.2.1:8080/sender.sdp',
    interface_bindings: ['eth0'],
    subscription: { receiver_id: null, active: true },
  }
}

export function sampleReceiver(name: string, deviceId: string): Sample {
  return {
    ...core(name, {}),
    format: 'urn:x-nmos:format:video',
    caps: { media_types: ['video/raw', 'video/jxsv'] },
    device_id: deviceId,
    transport: 'urn:x-nmos:transport:rtp.mcast',
    interface_bindings: ['eth0'],
    subscription: { sender_id: null, active: false },
  }
}

/** A node with one resource of every other kind, in the order in which they are to be registered. */
export function samplePlant(name: string): readonly (PreloadedResource & { readonly data: Sample })[] {
  const node = sampleNode(`${name} node`)
  const device = sampleDevice(`${name} device`, node.id)
  const source = sampleSource(`${name} source`, device.id)
  const flow = sampleFlow(`${name} flow`, device.id, source.id)
  return [
    { type: 'node', data: node },
    { type: 'device', data: device },
    { type: 'source', data: source },
    { type: 'flow', data: flow },
    { type: 'sender', data: sampleSender(`${name} sender`, device.id, flow.id) },
    { type: 'receiver', data: sampleReceiver(`${name} receiver`, device.id) },
  ]
}
