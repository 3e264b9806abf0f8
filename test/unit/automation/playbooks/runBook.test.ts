import { describe, expect, it } from 'vitest'
import type { Run } from '../../../../src/contract'
import { openRunBook } from '../../../../src/main/automation/playbooks/runBook'
import type { PlaybookParts } from '../../../../src/main/automation/playbooks/playbookParts'
import { PLAIN } from '../../execution/plain'

const run: Run = {
  id: 'run',
  number: 7,
  actor: { id: 'a', name: 'Ada', role: 'operator' },
  origin: 'api',
  state: 'running',
  actions: [],
  changes: [],
  decisions: [],
  warnings: [],
  ...PLAIN,
  createdAt: '',
  startedAt: null,
  finishedAt: null,
}

/** A book whose journal writes when it is told to, or fails. */
function book() {
  const written: string[] = []
  let end: (error: Error | null) => void = () => undefined
  const told: string[] = []
  const stores = {
    runs: {
      write: ({ state }: Run) => {
        written.push(state)
        return new Promise<void>((resolve, reject) => {
          end = (error) => {
            if (error === null) resolve()
            else reject(error)
          }
        })
      },
    },
    steps: { write: () => Promise.resolve() },
  } as unknown as Pick<PlaybookParts, 'runs' | 'steps'>
  const opened = openRunBook({
    ...{ stores, run, steps: [], clock: { now: () => 0 } },
    copy: { name: 'p', version: '1', title: 'P', params: {}, texts: {}, confirm: [], override: null },
    tell: ({ state }) => told.push(state),
  })
  return { opened, written, told, end: (error: Error | null) => end(error) }
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('the end of the run of a playbook', () => {
  it('is on the disk before it is told', async () => {
    const { opened, written, told, end } = book()
    const concluded = opened.conclude({ state: 'succeeded' })
    await turn()
    expect(written).toEqual(['succeeded'])
    expect([opened.current().state, told]).toEqual(['running', []])
    end(null)
    await concluded
    expect([opened.current().state, told]).toEqual(['succeeded', ['succeeded']])
  })

  it('is not told when it cannot be written', async () => {
    const { opened, told, end } = book()
    const concluded = opened.conclude({ state: 'succeeded' })
    await turn()
    end(new Error('the disk is full'))
    await expect(concluded).rejects.toThrow('the disk is full')
    expect(opened.current().state).toBe('running')
    expect(told).not.toContain('succeeded')
  })
})
