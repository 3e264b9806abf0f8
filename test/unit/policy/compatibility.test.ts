import { describe, expect, it } from 'vitest'
import { readResource } from '../../../src/main/nmos/readResource'
import type { Resource, ResourceKind } from '../../../src/main/nmos/resources'
import { createPlant } from '../../../src/main/plant/createPlant'
import { createCompatibility } from '../../../src/main/policy/compatibility'
import { silentLogger } from '../../../src/main/telemetry/logger'

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
  resource('device', { id, node_id: 'n', controls })
const flow = (id: string, format: string, more: object = {}) =>
  resource('flow', { id, format, source_id: 'so', device_id: 'd', ...more })
const sender = (id: string, more: object = {}) =>
  resource('sender', {
    id,
    label: id,
    device_id: 'd',
    flow_id: 'hd',
    transport: `${RTP}.mcast`,
    manifest_href: null,
    subscription: { active: true, receiver_id: null },
    ...more,
  })
const receiver = (id: string, more: object = {}) =>
  resource('receiver', {
    id,
    label: id,
    device_id: 'd',
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
    device('d'),
    device('old', []),
    flow('hd', VIDEO, { frame_width: 1920, frame_height: 1080, media_type: 'video/raw' }),
    flow('uhd', VIDEO, { frame_width: 3840, frame_height: 2160, media_type: 'video/raw' }),
    flow('sound', AUDIO, { media_type: 'audio/L24' }),
    ...resources,
  ])
  return { plant, pen, compatibility: createCompatibility(plant) }
}

describe('compatibility', () => {
  it.each<[string, object, object, string, string | null]>([
    ['a pair that fits', {}, {}, 'fits', null],
    ['what is there already', {}, { subscription: { active: true, sender_id: 's' } }, 'fits', 'ALREADY_THERE'],
    ['another transport', { transport: 'urn:x-nmos:transport:mqtt' }, {}, 'refused', 'TRANSPORT_MISMATCH'],
    ['unicast to multicast', {}, { transport: `${RTP}.ucast` }, 'refused', 'TRANSPORT_MISMATCH'],
    ['another format', { flow_id: 'sound' }, {}, 'refused', 'FORMAT_MISMATCH'],
    ['a flow that is not known', { flow_id: 'nowhere' }, {}, 'fits', null],
    ['a receiver nobody controls', {}, { device_id: 'old' }, 'refused', 'NOT_CONTROLLABLE'],
    ['a sender nobody controls, without a manifest', { device_id: 'old' }, {}, 'refused', 'NOT_CONTROLLABLE'],
    ['one with a manifest', { device_id: 'old', manifest_href: 'http://10.0.0.1/sdp' }, {}, 'fits', null],
    [
      'one with a manifest that is inactive',
      { device_id: 'old', manifest_href: 'http://10.0.0.1/sdp', subscription: { active: false, receiver_id: null } },
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
    ['caps that are not', { flow_id: 'uhd' }, { caps: { constraint_sets: [hd] } }, 'confirm', 'CAPS_MISMATCH'],
    ['caps that take nothing', {}, { caps: { media_types: [] } }, 'confirm', 'CAPS_MISMATCH'],
  ])('%s', (_, from, to, verdict, code) => {
    const { plant, compatibility } = stage([sender('s', from), receiver('r', to)])
    const [out, into] = [plant.entry('sender', 's'), plant.entry('receiver', 'r')]
    if (out === undefined || into === undefined) throw new Error('the plant is empty')
    const judgement = compatibility.between(out, into)
    expect(judgement).toMatchObject({ verdict, code })
    expect(judgement.reasons.every((reason) => /^[A-Z].*\.$/.test(reason))).toBe(true)
    expect(judgement.reasons.length > 0).toBe(code !== null)
    expect(compatibility.receiversFor('s')).toEqual([{ id: 'r', ...judgement }])
    expect(compatibility.sendersFor('r')).toEqual([{ id: 's', ...judgement }])
  })

  it('knows who is offline, and follows what changes', () => {
    const { plant, pen, compatibility } = stage([
      sender('s', { flow_id: 'uhd' }),
      receiver('a', { caps: { constraint_sets: [hd] } }),
      receiver('b'),
    ])
    const verdicts = () => compatibility.receiversFor('s').map(({ id, code }) => `${id} ${code ?? 'fits'}`)
    expect(verdicts()).toEqual(['a CAPS_MISMATCH', 'b fits'])
    pen.put([flow('uhd', VIDEO, { version: '2:0', frame_width: 1920, frame_height: 1080 })])
    expect(verdicts()).toEqual(['a fits', 'b fits'])
    pen.remove(['b'])
    expect(plant.entry('receiver', 'b')?.status).toBe('offline')
    expect(verdicts()).toEqual(['a fits', 'b OFFLINE'])
    pen.remove(['s'])
    expect(verdicts()).toEqual(['a OFFLINE', 'b OFFLINE'])
  })

  it('has nothing to say of what it does not know', () => {
    const { compatibility } = stage([sender('s'), receiver('r')])
    expect(compatibility.receiversFor('r')).toEqual([])
    expect(compatibility.sendersFor('nobody')).toEqual([])
  })
})
