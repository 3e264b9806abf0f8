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

const alarm = (id: number): PlantEvent => ({
  type: 'alarm',
  id,
  at: '2025-11-20T14:20:31.000Z',
  code: 'FOREIGN_CHANGE',
  text: `MON ${String(id)} was changed by somebody else`,
  target: 'R',
})

test('alarms are kept once, the newest first', () => {
  expect(after(alarm(1), alarm(2), alarm(1)).alarms.map(({ text }) => text.slice(0, 5))).toEqual(['MON 1', 'MON 2'])
})

test('a run that waits for a person is kept until it does not, however many came after it', () => {
  const many = Array.from({ length: 200 }, (_, i): PlantEvent => ({ type: 'run', id: i, run: run({ id: String(i) }) }))
  const asked: PlantEvent = { type: 'run', id: 1, run: run({ id: 'asked', state: 'paused' }) }
  const wanted: PlantEvent = { type: 'run', id: 2, run: run({ id: 'wanted', state: 'awaiting_approval' }) }
  expect([...after(asked, wanted, ...many).waiting.keys()]).toEqual(['asked', 'wanted'])
  const answered: PlantEvent = { type: 'run', id: 3, run: run({ id: 'asked', state: 'running' }) }
  expect([...after(asked, wanted, ...many, answered).waiting.keys()]).toEqual(['wanted'])
})

test('news of the house change nothing that was heard', () => {
  const before = after(alarm(1))
  expect(applyEvent(before, { type: 'house', id: 2, what: 'salvos' })).toBe(before)
})
