import { expect, test } from 'vitest'
import type { PlantEvent } from '../../../../src/contract'
import { applyEvent, noEvents, type Events } from '../../../../src/renderer/state/events'
import { change, run } from './runs'

const after = (...events: PlantEvent[]): Events => events.reduce(applyEvent, noEvents)

test('a run is kept once, in its newest state, newest first', () => {
  const { runs } = after(
    { type: 'run', id: 1, run: run({ id: 'a' }) },
    { type: 'run', id: 2, run: run({ id: 'b' }) },
    { type: 'run', id: 3, run: run({ id: 'a', state: 'succeeded' }) },
  )
  expect(runs.map(({ id, state }) => `${id} ${state}`)).toEqual(['a succeeded', 'b planned'])
})

test('only the latest runs are kept', () => {
  const many = Array.from({ length: 200 }, (_, i): PlantEvent => ({ type: 'run', id: i, run: run({ id: String(i) }) }))
  const { runs } = after(...many)
  expect(runs[0]?.id).toBe('199')
  expect(runs.length).toBeLessThan(100)
})

const foreign = (to: string): PlantEvent => ({
  type: 'foreign-change',
  id: 1,
  at: '2025-11-20T14:20:31.000Z',
  receiverId: 'R',
  from: 'S1',
  to,
  text: `changed by someone else: S1 → ${to}`,
})

test('a mark goes when the receiver is taken again, not when that fails', () => {
  const failed = run({ state: 'failed', changes: [change({ state: 'failed' })] })
  expect(after(foreign('S2'), { type: 'run', id: 2, run: failed }).foreign.size).toBe(1)
  const verified = run({ state: 'succeeded', changes: [change({ state: 'verified' })] })
  expect(after(foreign('S2'), { type: 'run', id: 2, run: verified }).foreign.size).toBe(0)
})

test('a foreign change marks its receiver, the last one wins', () => {
  expect(after(foreign('S2'), foreign('S3')).foreign.get('R')?.to).toBe('S3')
})

test('a registry that is removed is gone', () => {
  const { registries } = after({ type: 'registry.removed', id: 1, registryId: 'x' })
  expect(registries?.size).toBe(0)
})
