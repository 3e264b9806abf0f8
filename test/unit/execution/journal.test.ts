import { describe, expect, it } from 'vitest'
import type { Change, Id, Run } from '../../../src/contract'
import { openRunJournal } from '../../../src/main/execution/journal'
import { openRunRecord } from '../../../src/main/execution/runRecord'
import { PLAIN } from './plain'
import type { RunRepository } from '../../../src/main/store/repositories'

const change = (id: Id): Change => ({
  id,
  driver: 'is05',
  action: 0,
  target: { kind: 'receiver', id: 'r', label: 'MON' },
  node: null,
  summary: '',
  before: {},
  after: {},
  needs: [],
  state: 'pending',
  startedAt: null,
  finishedAt: null,
})
const run: Run = {
  id: 'run',
  number: 0,
  actor: { id: 'a', name: 'Ada', role: 'operator' },
  origin: 'api',
  state: 'running',
  actions: [],
  changes: ['a', 'b', 'c'].map(change),
  decisions: [],
  warnings: [],
  ...PLAIN,
  createdAt: '',
  startedAt: null,
  finishedAt: null,
}

/** Writes end when they are told to. */
function disk() {
  const writes: { readonly what: string; readonly end: (error?: Error) => void }[] = []
  const write = (what: string) =>
    new Promise<void>((resolve, reject) => {
      writes.push({
        what,
        end: (error) => {
          if (error === undefined) resolve()
          else reject(error)
        },
      })
    })
  const runs: RunRepository = {
    insert: async (fresh) => {
      await write('insert')
      return { ...fresh, number: 7 }
    },
    write: (_, changes, audit) => write(`${changes.map(({ id }) => id).join('')}+${audit.length}`),
    get: () => Promise.resolve(null),
    list: () => Promise.resolve({ items: [], nextCursor: null }),
    plansBefore: () => Promise.resolve([]),
    removePlans: () => Promise.resolve(),
    inState: () => Promise.resolve([]),
    lastOf: () => Promise.resolve(null),
    unfinished: () => Promise.resolve([]),
    last: () => Promise.resolve(null),
  }
  return { runs, writes }
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('the journal of a run', () => {
  it('inserts once, for all who commit in the same moment', async () => {
    const { runs, writes } = disk()
    const numbers: number[] = []
    const journal = openRunJournal({ runs, current: () => run, onInserted: (number) => numbers.push(number) })
    const first = journal.commit()
    journal.note('a')
    const second = journal.commit()
    await turn()
    expect(writes.map(({ what }) => what)).toEqual(['insert'])
    writes[0]?.end()
    await Promise.all([first, second])
    expect(numbers).toEqual([7])
    expect(writes).toHaveLength(1)
  })

  it('takes along what was noted while a write was under way', async () => {
    const { runs, writes } = disk()
    const journal = openRunJournal({ runs, current: () => run, onInserted: null })
    journal.note('a')
    void journal.commit()
    await turn()
    journal.note('b')
    const b = journal.commit()
    journal.note('c')
    const c = journal.commit()
    writes[0]?.end()
    await turn()
    expect(writes.map(({ what }) => what)).toEqual(['a+0', 'bc+0'])
    writes[1]?.end()
    await Promise.all([b, c])
    await journal.commit()
    expect(writes).toHaveLength(2)
  })

  it('fails for good after a write that failed', async () => {
    const { runs, writes } = disk()
    const journal = openRunJournal({ runs, current: () => run, onInserted: null })
    const first = journal.commit()
    await turn()
    writes[0]?.end(new Error('the disk is full'))
    await expect(first).rejects.toThrow('the disk is full')
    journal.note('a')
    await expect(journal.commit()).rejects.toThrow('the disk is full')
    expect(writes).toHaveLength(1)
  })
})

describe('the end of a run', () => {
  const recordOn = (runs: RunRepository) => {
    const told: string[] = []
    const record = openRunRecord({
      ...{ runs, clock: { now: () => 0 }, run: { ...run, number: 7 }, isNew: false },
      onRun: ({ state }) => told.push(state),
    })
    return { record, told }
  }

  it('is told when it is on the disk, with all that was said before', async () => {
    const { runs, writes } = disk()
    const { record, told } = recordOn(runs)
    record.settle(record.change('a'), null, {})
    const end = record.conclude({ state: 'succeeded' })
    await turn()
    expect(writes.map(({ what }) => what)).toEqual(['a+1'])
    expect(record.current().state).toBe('running')
    expect(told).toEqual(['running'])
    writes[0]?.end()
    await end
    expect(record.current().state).toBe('succeeded')
    expect(told).toEqual(['running', 'succeeded'])
  })

  it('is what the disk gets', async () => {
    const { runs, writes } = disk()
    const states: string[] = []
    const { write } = runs
    const { record } = recordOn({
      ...runs,
      write(one, changes, audit) {
        states.push(one.state)
        return write(one, changes, audit)
      },
    })
    const end = record.conclude({ state: 'compensated' })
    await turn()
    writes[0]?.end()
    await end
    expect(states).toEqual(['compensated'])
  })

  it('is not told when it cannot be written', async () => {
    const { runs, writes } = disk()
    const { record, told } = recordOn(runs)
    const end = record.conclude({ state: 'succeeded' })
    await turn()
    writes[0]?.end(new Error('the disk is full'))
    await expect(end).rejects.toThrow('the disk is full')
    expect(record.current().state).toBe('running')
    expect(told).not.toContain('succeeded')
  })
})
