import { describe, expect, it } from 'vitest'
import type { PlantEvent } from '../../../src/contract'
import { type EventLog, createEventLog } from '../../../src/main/api/eventLog'

const fill = (log: EventLog, count: number): void => {
  for (let i = 0; i < count; i += 1) log.append({ type: 'registry.removed', registryId: String(i) })
}

async function take(log: EventLog, from: number | null, count: number): Promise<readonly PlantEvent[]> {
  const ending = new AbortController()
  const seen: PlantEvent[] = []
  for await (const event of log.watch(from, ending.signal)) {
    seen.push(event)
    if (seen.length === count) break
  }
  return seen
}

const brief = (events: readonly PlantEvent[]) => events.map(({ type, id }) => `${type === 'gap' ? 'gap ' : ''}${id}`)

describe('the event log', () => {
  it.each([
    { kept: 3, appended: 5, from: 5 - 3, seen: ['3', '4', '5'] },
    { kept: 3, appended: 5, from: 4, seen: ['5'] },
    { kept: 3, appended: 5, from: 1, seen: ['gap 2', '3', '4', '5'] },
    { kept: 3, appended: 5, from: 0, seen: ['gap 2', '3', '4', '5'] },
    { kept: 3, appended: 5, from: 9, seen: ['gap 5'] },
    { kept: 3, appended: 0, from: 4, seen: ['gap 0'] },
  ])('after $appended, of which $kept are kept, from $from: $seen', async ({ kept, appended, from, seen }) => {
    const log = createEventLog({ capacity: kept })
    fill(log, appended)
    expect(brief(await take(log, from, seen.length))).toEqual(seen)
  })

  it('tells all who watch, each at its own pace, and a gap to who is too slow', async () => {
    const log = createEventLog({ capacity: 2 })
    const slow = log.watch(null, new AbortController().signal)
    const first = slow.next()
    const quick = take(log, null, 1)
    await Promise.resolve()
    fill(log, 1)
    expect(brief(await quick)).toEqual(['1'])
    expect((await first).value).toMatchObject({ id: 1 })
    fill(log, 4)
    expect((await slow.next()).value).toEqual({ type: 'gap', id: 3 })
    expect((await slow.next()).value).toMatchObject({ id: 4 })
  })

  it('ends with its signal and when it stops', async () => {
    const log = createEventLog({ capacity: 2 })
    const ending = new AbortController()
    const one = log.watch(null, ending.signal).next()
    const other = log.watch(null, new AbortController().signal).next()
    ending.abort()
    expect((await one).done).toBe(true)
    log.stop()
    expect((await other).done).toBe(true)
  })
})
