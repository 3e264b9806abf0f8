import { expect, it } from 'vitest'
import { bundle } from '../../../../src/renderer/views/topology/bundles'
import type { GraphLink } from '../../../../src/renderer/views/topology/graphModel'

const link = (id: string, from: string, to: string, part: Partial<GraphLink> = {}): GraphLink => ({
  id,
  senderId: `to ${id}`,
  from,
  to,
  format: 'video',
  inferred: false,
  status: 'online',
  air: null,
  ...part,
})
const rooms: Readonly<Record<string, string>> = { ccu: 'A', wall: 'A', vision: 'B', desk: 'B' }
const room = (id: string): string | null => rooms[id] ?? null

it('puts routes between the same rooms together, each way apart, and leaves out what stays inside', () => {
  const bundles = bundle(
    [link('1', 'ccu', 'vision'), link('2', 'ccu', 'desk'), link('3', 'desk', 'ccu'), link('4', 'ccu', 'wall')],
    room,
  )
  expect(bundles.map(({ from, to, count }) => [from, to, count])).toEqual([
    ['A', 'B', 2],
    ['B', 'A', 1],
  ])
})

it('has the hue of the format only where all share it, and is grey only where all are offline', () => {
  const video = link('1', 'ccu', 'vision', { status: 'offline' })
  const [same] = bundle([video, link('2', 'ccu', 'desk', { status: 'offline' })], room)
  const [mixed] = bundle([video, link('2', 'ccu', 'desk', { format: 'audio' })], room)
  expect(same).toMatchObject({ format: 'video', offline: true })
  expect(mixed).toMatchObject({ format: null, offline: false })
})

it('leaves out what has no box', () => {
  expect(bundle([link('1', 'ccu', 'gone')], room)).toEqual([])
})

it('is on air when any of its routes is, and stale when none of those is heard of any more', () => {
  const [heard] = bundle([link('1', 'a', 'b', { air: 'stale' }), link('2', 'a', 'b', { air: 'live' })], (id) => id)
  const [stale] = bundle([link('1', 'a', 'b'), link('2', 'a', 'b', { air: 'stale' })], (id) => id)
  expect([heard?.air, stale?.air]).toEqual(['live', 'stale'])
})
