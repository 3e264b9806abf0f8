import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { registryDefaults, startRegistry, type Registry } from '../../../src/lab/registry/registry'
import { get, labelsOf, linkOf, listOf } from './registryClient'
import {
  sampleDevice,
  sampleFlow,
  sampleNode,
  samplePlant,
  sampleReceiver,
  sampleSender,
  sampleSource,
} from './registrySample'

let registry: Registry

beforeEach(async () => {
  registry = await startRegistry({ ...registryDefaults, label: 'test', selfNode: false })
})

afterEach(async () => {
  await registry.stop()
})

const labels = async (path: string) => [...labelsOf(await get(registry.queryUrl + path))].sort()

describe('basic queries', () => {
  it('match attributes, nested ones, elements of arrays and keys with points', async () => {
    registry.preload([...samplePlant('a'), ...samplePlant('b')])
    const device = sampleDevice('a device', '').id
    const found: readonly (readonly [string, readonly string[]])[] = [
      ['senders?label=a%20sender', ['a sender']],
      [`senders?device_id=${device}`, ['a sender']],
      ['senders?transport=urn:x-nmos:transport:rtp.mcast', ['a sender', 'b sender']],
      [`senders?device_id=${device}&label=b%20sender`, []],
      ['senders?tags.room=mcr', ['a sender', 'b sender']],
      ['senders?tags.room=studio', []],
      ['senders?subscription.active=true', ['a sender', 'b sender']],
      ['senders?subscription.receiver_id=null', ['a sender', 'b sender']],
      ['receivers?caps.media_types=video/jxsv', ['a receiver', 'b receiver']],
      ['nodes?interfaces.name=eth0', ['a node', 'b node']],
      ['nodes?api.endpoints.port=8080', ['a node', 'b node']],
      ['devices?tags.urn:x-nmos:tag:asset:function/v1.0=camera', ['a device', 'b device']],
      ['flows?components.bit_depth=10', ['a flow', 'b flow']],
      ['senders?no_such_attribute=1', []],
      ['senders?label=a+sender', []],
    ]
    for (const [path, expected] of found) expect(await labels(`v1.3/${path}`), path).toEqual(expected)
  })

  it('are paged, and the links keep them', async () => {
    registry.preload(
      Array.from({ length: 30 }, (_, i) => ({
        type: 'node',
        data: { ...sampleNode(`n${i}`), label: i % 2 ? 'odd' : 'a&b' },
      })),
    )
    const first = await get(`${registry.queryUrl}v1.3/nodes?label=a%26b&paging.since=0:0&paging.limit=8`)
    expect(listOf(first)).toHaveLength(8)
    const second = await get(linkOf(first, 'next'))
    expect(listOf(second)).toHaveLength(7)
    expect(new Set([...labelsOf(first), ...labelsOf(second)])).toEqual(new Set(['a&b']))
  })

  it('that are not supported answer 501', async () => {
    const id = sampleSource('s', '').id
    expect(
      (await get(`${registry.queryUrl}v1.3/sources?query.ancestry_id=${id}&query.ancestry_type=children`)).status,
    ).toBe(501)
    expect((await get(`${registry.queryUrl}v1.3/sources?query.wish=1`)).status).toBe(501)
  })
})

describe('RQL', () => {
  it.each([
    ['eq(label,a%20sender)', ['a sender']],
    ['ne(label,a%20sender)', ['b sender']],
    ['and(eq(transport,urn%3Ax-nmos%3Atransport%3Artp.mcast),in(label,(a%20sender,c%20sender)))', ['a sender']],
    ['or(eq(label,a%20sender),eq(label,b%20sender))', ['a sender', 'b sender']],
    ['not(eq(tags.room,mcr))', []],
    ['out(label,(a%20sender))', ['b sender']],
    ['matches(label,%5EB%20,i)', ['b sender']],
    ['gt(label,a%20z)', ['b sender']],
    ['eq(subscription.active,true)', ['a sender', 'b sender']],
  ])('%s', async (rql, expected) => {
    registry.preload([...samplePlant('a'), ...samplePlant('b')])
    expect(await labels(`v1.3/senders?query.rql=${rql}`)).toEqual(expected)
  })

  it('compares numbers as numbers', async () => {
    registry.preload(samplePlant('a'))
    expect(await labels('v1.3/flows?query.rql=ge(frame_width,720)')).toEqual(['a flow'])
    expect(await labels('v1.3/flows?query.rql=lt(frame_width,720)')).toEqual([])
  })

  it.each([
    ['eq(label,a', 400],
    ['label', 400],
    ['eq(label)', 400],
    ['in(label,a)', 400],
    [encodeURIComponent('eq(label,a)'), 400],
    ['sort(label)', 501],
  ])('%s answers %i', async (rql, status) => {
    expect((await get(`${registry.queryUrl}v1.3/senders?query.rql=${rql}`)).status).toBe(status)
  })
})

describe('versions', () => {
  beforeEach(() => {
    registry.preload(samplePlant('new'))
    registry.preload(samplePlant('old').map((resource) => ({ ...resource, apiVersion: 'v1.2' as const })))
  })

  it('show a lower one only by downgrade, a higher one without the keys that came later', async () => {
    for (const kind of ['node', 'device', 'source', 'flow', 'sender', 'receiver']) {
      expect(await labels(`v1.3/${kind}s`)).toEqual([`new ${kind}`])
      expect(await labels(`v1.3/${kind}s?query.downgrade=v1.3`)).toEqual([`new ${kind}`])
      expect(await labels(`v1.3/${kind}s?query.downgrade=v1.2`)).toEqual([`new ${kind}`, `old ${kind}`])
      expect(await labels(`v1.3/${kind}s?query.downgrade=v1.0`)).toEqual([`new ${kind}`, `old ${kind}`])
      expect(await labels(`v1.2/${kind}s`)).toEqual([`new ${kind}`, `old ${kind}`])
    }
    const node = await get(`${registry.queryUrl}v1.2/nodes/${sampleNode('new node').id}`)
    expect(node.text).not.toContain('attached_network_device')
    expect(node.text).not.toContain('authorization')
    expect(node.text).toContain('eth0')
    const device = await get(`${registry.queryUrl}v1.2/devices/${sampleDevice('new device', '').id}`)
    expect(device.text).not.toContain('authorization')
  })

  it('answer 409 and where for a single one that is registered lower', async () => {
    const id = sampleReceiver('old receiver', '').id
    const answer = await get(`${registry.queryUrl}v1.3/receivers/${id}`)
    expect(answer.status).toBe(409)
    expect(answer.headers.get('location')).toBe(`/x-nmos/query/v1.2/receivers/${id}`)
    expect((await get(`${registry.queryUrl}v1.3/receivers/${id}?query.downgrade=v1.2`)).status).toBe(200)
    expect((await get(`${registry.queryUrl}v1.2/receivers/${id}`)).status).toBe(200)
  })

  it('are never mixed between major ones', async () => {
    expect((await get(`${registry.queryUrl}v1.3/nodes?query.downgrade=v0.9`)).status).toBe(400)
    expect((await get(`${registry.queryUrl}v1.3/nodes?query.downgrade=1.2`)).status).toBe(400)
  })
})

it('what is wrong in a preloaded resource is shown as it is', async () => {
  const { label: _label, ...unnamed } = sampleSender('s', sampleDevice('d', '').id, null)
  const strange = { ...sampleFlow('f', '', ''), format: 'urn:x-vendor:format:smell' }
  registry.preload([
    { type: 'sender', data: unnamed },
    { type: 'flow', data: strange },
  ])
  const sender = await fetch(`${registry.queryUrl}v1.3/senders`)
  expect(await sender.json()).toEqual([unnamed])
  const flow = await fetch(`${registry.queryUrl}v1.3/flows?format=urn:x-vendor:format:smell`)
  expect(await flow.json()).toEqual([strange])
})
