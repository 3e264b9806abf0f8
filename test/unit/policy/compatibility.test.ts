import { describe, expect, it } from 'vitest'
import { readResource } from '../../../src/main/nmos/readResource'
import type { Resource, ResourceKind } from '../../../src/main/nmos/resources'
import { createPlant } from '../../../src/main/plant/createPlant'
import { createCompatibility } from '../../../src/main/policy/compatibility'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { uuid } from './uuid'

const SENDER = uuid(1)
const RECEIVER = uuid(2)
const MON_A = uuid(3)
const MON_B = uuid(4)
const DEVICE = uuid(5)
const OLD_DEVICE = uuid(6)
const HD = uuid(7)
const UHD = uuid(8)
const SOUND = uuid(9)
const SOURCE = uuid(10)
const NODE = uuid(11)
const VIDEO = 'urn:x-nmos:format:video'
const AUDIO = 'urn:x-nmos:format:audio'
const RTP = 'urn:x-nmos:transport:rtp'
const CONTROL = { href: 'http://10.0.0.1/x-nmos/connection/v1.1/', type: 'urn:x-nmos:control:sr-ctrl/v1.1' }
const hd = { 'urn:x-nmos:cap:format:frame_height': { enum: [1080] } }

function resource(kind: ResourceKind, json: object): Resource {
  const read = readResource(kind, { version: '1:0', label: '', description: '', tags: {}, ...json })
  if (!read.ok) throw new Error(read.fault)
  return read.resource
}

const device = (id: string, controls: readonly object[] = [CONTROL]) =>
  resource('device', { id, node_id: NODE, controls })
const flow = (id: string, format: string, more: object = {}) =>
  resource('flow', { id, format, source_id: SOURCE, device_id: DEVICE, ...more })
const sender = (id: string, more: object = {}) =>
  resource('sender', {
    id,
    label: 'CAM',
    device_id: DEVICE,
    flow_id: HD,
    transport: `${RTP}.mcast`,
    manifest_href: null,
    subscription: { active: true, receiver_id: null },
    ...more,
  })
const receiver = (id: string, more: object = {}) =>
  resource('receiver', {
    id,
    label: 'MON',
    device_id: DEVICE,
    transport: RTP,
    format: VIDEO,
    caps: {},
    subscription: { active: false, sender_id: null },
    ...more,
  })

function stage(resources: readonly Resource[]) {
  const plant = createPlant({ clock: { now: () => 0 }, logger: silentLogger })
  const pen = plant.witnessed({ id: 'w', kind: 'registry', label: 'w' })
  pen.put([
    device(DEVICE),
    device(OLD_DEVICE, []),
    flow(HD, VIDEO, { frame_width: 1920, frame_height: 1080, media_type: 'video/raw' }),
    flow(UHD, VIDEO, { frame_width: 3840, frame_height: 2160, media_type: 'video/raw' }),
    flow(SOUND, AUDIO, { media_type: 'audio/L24' }),
    ...resources,
  ])
  return { plant, pen, compatibility: createCompatibility(plant) }
}

describe('compatibility', () => {
  it.each<[string, object, object, string, string | null]>([
    ['a pair that fits', {}, {}, 'fits', null],
    ['what is there already', {}, { subscription: { active: true, sender_id: SENDER } }, 'fits', 'ALREADY_THERE'],
    ['another transport', { transport: 'urn:x-nmos:transport:mqtt' }, {}, 'refused', 'TRANSPORT_MISMATCH'],
    ['unicast to multicast', {}, { transport: `${RTP}.ucast` }, 'refused', 'TRANSPORT_MISMATCH'],
    ['another format', { flow_id: SOUND }, {}, 'refused', 'FORMAT_MISMATCH'],
    ['a flow that is not known', { flow_id: 'nowhere' }, {}, 'fits', null],
    ['a receiver nobody controls', {}, { device_id: OLD_DEVICE }, 'refused', 'NOT_CONTROLLABLE'],
    ['a sender nobody controls, without a manifest', { device_id: OLD_DEVICE }, {}, 'refused', 'NOT_CONTROLLABLE'],
    ['one with a manifest', { device_id: OLD_DEVICE, manifest_href: 'http://10.0.0.1/sdp' }, {}, 'fits', null],
    [
      'one with a manifest that is inactive',
      {
        device_id: OLD_DEVICE,
        manifest_href: 'http://10.0.0.1/sdp',
        subscription: { active: false, receiver_id: null },
      },
      {},
      'refused',
      'SENDER_INACTIVE',
    ],
    [
      'an inactive sender that can be switched on',
      { subscription: { active: false, receiver_id: null } },
      {},
      'fits',
      null,
    ],
    ['caps that are met', {}, { caps: { constraint_sets: [hd] } }, 'fits', null],
    ['caps that are not', { flow_id: UHD }, { caps: { constraint_sets: [hd] } }, 'confirm', 'CAPS_MISMATCH'],
    ['caps that take nothing', {}, { caps: { media_types: [] } }, 'confirm', 'CAPS_MISMATCH'],
  ])('%s', (_, from, to, verdict, code) => {
    const { plant, compatibility } = stage([sender(SENDER, from), receiver(RECEIVER, to)])
    const [out, into] = [plant.entry('sender', SENDER), plant.entry('receiver', RECEIVER)]
    if (out === undefined || into === undefined) throw new Error('the plant is empty')
    const judgement = compatibility.between(out, into)
    expect(judgement).toMatchObject({ verdict, code })
    expect(judgement.reasons.every((reason) => /^[A-Z].*\.$/.test(reason))).toBe(true)
    expect(judgement.reasons.length > 0).toBe(code !== null)
    expect(compatibility.receiversFor(SENDER)).toEqual([{ id: RECEIVER, ...judgement }])
    expect(compatibility.sendersFor(RECEIVER)).toEqual([{ id: SENDER, ...judgement }])
  })

  it('knows who is offline, and follows what changes', () => {
    const { plant, pen, compatibility } = stage([
      sender(SENDER, { flow_id: UHD }),
      receiver(MON_A, { caps: { constraint_sets: [hd] } }),
      receiver(MON_B),
    ])
    const verdicts = () =>
      compatibility.receiversFor(SENDER).map(({ id, code }) => `${id === MON_A ? 'A' : 'B'} ${code ?? 'fits'}`)
    expect(verdicts()).toEqual(['A CAPS_MISMATCH', 'B fits'])
    pen.put([flow(UHD, VIDEO, { version: '2:0', frame_width: 1920, frame_height: 1080 })])
    expect(verdicts()).toEqual(['A fits', 'B fits'])
    pen.remove([MON_B])
    expect(plant.entry('receiver', MON_B)?.status).toBe('offline')
    expect(verdicts()).toEqual(['A fits', 'B OFFLINE'])
    pen.remove([SENDER])
    expect(verdicts()).toEqual(['A OFFLINE', 'B OFFLINE'])
  })

  it('has nothing to say of what it does not know', () => {
    const { compatibility } = stage([sender(SENDER), receiver(RECEIVER)])
    expect(compatibility.receiversFor(RECEIVER)).toEqual([])
    expect(compatibility.sendersFor('nobody')).toEqual([])
  })
})
