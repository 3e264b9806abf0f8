import { describe, expect, it } from 'vitest'
import { readResource } from '../../../src/main/nmos/readResource'
import { RESOURCE_KINDS, type ResourceKind, type ResourceOf } from '../../../src/main/nmos/resources'
import { hasSpecFiles, specFiles } from './specFiles'

const id = '3b8be755-08ff-452b-b217-c9151eb21193'
const other = '58f6b536-ca4c-43fd-880a-9df2af5fc125'

function read<K extends ResourceKind>(kind: K, json: unknown): ResourceOf<K> {
  const result = readResource(kind, json)
  if (!result.ok) throw new Error(result.fault)
  return result.resource
}

describe('readResource', () => {
  it.each(RESOURCE_KINDS)('reads a %s that has an id and nothing else', (kind) => {
    const json = { id }
    const resource = read(kind, json)
    expect(resource).toMatchObject({ kind, id, version: '', label: '', description: '', tags: {} })
    expect(resource.raw).toBe(json)
  })

  it.each([
    [null, 'A sender was to be read, but null came.'],
    [[], 'A sender was to be read, but a list came.'],
    ['<html>', 'A sender was to be read, but "<html>" came.'],
    [{}, 'A sender came without a usable id (nothing).'],
    [{ id: 7 }, 'A sender came without a usable id (7).'],
    [{ id: 'x' }, 'A sender came without a usable id ("x").'],
    [{ id: `${id}0` }, 'A sender came without a usable id'],
  ])('refuses %j', (json, fault) => {
    expect(readResource('sender', json)).toMatchObject({ ok: false, fault: expect.stringContaining(fault) as string })
  })

  it('copies nothing that can be used as it came', () => {
    const json = {
      id,
      tags: { site: ['North'] },
      controls: [{ type: 'urn:x-nmos:control:sr-ctrl/v1.1', href: 'http://a/' }],
    }
    const device = read('device', json)
    expect(device.tags).toBe(json.tags)
    expect(device.controls).toBe(json.controls)
  })

  it('mends what is malformed and drops what cannot be mended', () => {
    const tags = { site: 'North', room: ['A', 3], odd: 4 }
    const controls = [null, { type: 'x' }, { type: 'x', href: 'http://a/' }]
    const device = read('device', { id, label: 5, tags, controls, node_id: null })
    expect(device).toMatchObject({
      label: '',
      tags: { site: ['North'], room: ['A'] },
      controls: [{ type: 'x', href: 'http://a/' }],
      node_id: null,
    })
  })

  it.each([
    [undefined, { active: false, sender_id: null }],
    [null, { active: false, sender_id: null }],
    [{ sender_id: null }, { active: false, sender_id: null }],
    [{ sender_id: other }, { active: true, sender_id: other }],
    [
      { sender_id: other, active: false },
      { active: false, sender_id: other },
    ],
    [
      { sender_id: null, active: true },
      { active: true, sender_id: null },
    ],
  ])('a receiver with subscription %j', (subscription, expected) => {
    expect(read('receiver', { id, subscription }).subscription).toEqual(expected)
  })

  it('tells caps that are not said from caps that are empty', () => {
    expect(read('receiver', { id }).caps).toEqual({
      media_types: null,
      event_types: null,
      constraint_sets: null,
      version: '',
    })
    const caps = { media_types: [], constraint_sets: [], version: '1:2' }
    expect(read('receiver', { id, caps }).caps).toEqual({ ...caps, event_types: null })
  })

  it('reads null for what a sender may lack', () => {
    const sender = read('sender', { id, flow_id: null, manifest_href: null, device_id: other })
    expect(sender).toMatchObject({ flow_id: null, manifest_href: null, device_id: other, transport: '' })
  })

  it('reads what a flow says of its picture and sound', () => {
    const flow = {
      id,
      format: 'urn:x-nmos:format:video',
      grain_rate: { numerator: 25 },
      sample_rate: { numerator: 48000, denominator: 0 },
      frame_width: 1920,
      components: [{ name: 'Y', width: 1920, height: 1080, bit_depth: 10 }, { name: 'Cb' }],
    }
    expect(read('flow', flow)).toMatchObject({
      grain_rate: { numerator: 25 },
      sample_rate: null,
      frame_width: 1920,
      frame_height: null,
      components: [{ name: 'Y', width: 1920, height: 1080, bit_depth: 10 }],
    })
    expect(read('source', { id, channels: [{ label: 'L' }, { label: 'R' }] }).channel_count).toBe(2)
  })
})

describe.skipIf(!hasSpecFiles)('AMWA examples and recorded networks', () => {
  const versions = ['v1.0', 'v1.1', 'v1.2', 'v1.3']
  const cases = versions.flatMap((version) =>
    RESOURCE_KINDS.map(
      (kind) => [version, kind, specFiles(`is-04/${version}/examples`, `${kind}s-get-200.json`)] as const,
    ),
  )

  it.each(cases)('IS-04 %s: every %s of the examples is read', (_, kind, files) => {
    expect(files.size).toBeGreaterThan(0)
    for (const text of files.values()) readEach(kind, JSON.parse(text))
  })

  it.each(RESOURCE_KINDS)('every %s of a network of 2017 is read', (kind) => {
    const files = specFiles('fixtures/bbc-nmos-web-router', `${kind}s.json`)
    for (const text of files.values()) expect(readEach(kind, JSON.parse(text))).toBeGreaterThan(0)
  })
})

function readEach(kind: ResourceKind, json: unknown): number {
  const list: readonly unknown[] = Array.isArray(json) ? json : [json]
  for (const raw of list) expect(read(kind, raw).raw).toBe(raw)
  return list.length
}
