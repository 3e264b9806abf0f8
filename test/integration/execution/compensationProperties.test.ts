import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action, Id, Run } from '../../../src/contract'
import { type Stage, asker, input, startStage } from './stage'

/** A take on a plant: which receivers go to which senders, what goes wrong, and what somebody else does meanwhile. */
type Story = {
  readonly routes: readonly { readonly receiver: number; readonly sender: number; readonly off: boolean }[]
  readonly refused: readonly number[]
  readonly resets: number
  readonly meddled: readonly { readonly receiver: number; readonly sender: number; readonly afterMs: number }[]
  readonly chained: boolean
  readonly mode: 'activate_immediate' | 'preset'
}

const index = fc.nat({ max: 1000 })
const story: fc.Arbitrary<Story> = fc.record({
  routes: fc.uniqueArray(fc.record({ receiver: index, sender: index, off: fc.boolean() }), {
    minLength: 1,
    maxLength: 10,
    selector: ({ receiver }) => receiver % 12,
  }),
  refused: fc.array(index, { minLength: 1, maxLength: 3 }),
  resets: fc.nat({ max: 2 }),
  meddled: fc.array(fc.record({ receiver: index, sender: index, afterMs: fc.nat({ max: 60 }) }), { maxLength: 2 }),
  chained: fc.boolean(),
  mode: fc.constantFrom('activate_immediate', 'preset'),
})

describe.each([
  ['three nodes', { nodes: 3, senders: 12, receivers: 12 }],
  ['one node', { nodes: 1, senders: 12, receivers: 12 }],
  ['a node for each', { nodes: 12, senders: 12, receivers: 12 }],
])('on a plant of %s', (_, size) => {
  let stage: Stage
  let receivers: readonly Id[]
  beforeAll(async () => {
    stage = await startStage({ plant: { size }, latencyMs: 3 })
    receivers = [...stage.plant.all('receiver')].map(({ id }) => id)
  })
  afterAll(async () => {
    await stage.stop()
  })

  const at = <T>(items: readonly T[], i: number): T => {
    const item = items[i % items.length]
    if (item === undefined) throw new Error('the plant is empty')
    return item
  }
  const fitting = (receiver: Id, i: number): Id => {
    const format = stage.plant.entry('receiver', receiver)?.resource.format
    const same = [...stage.plant.all('sender')].filter(({ resource }) => {
      const flow = stage.plant.entry('flow', resource.flow_id ?? '')
      return flow?.resource.format === format
    })
    return at(same, i).id
  }
  const truth = async (id: Id): Promise<Id | null> => {
    const { sender_id, master_enable } = await stage.active('receivers', id)
    return master_enable === true ? (sender_id as Id | null) : null
  }

  async function happens(told: Story): Promise<{ readonly run: Run; readonly before: ReadonlyMap<Id, Id | null> }> {
    await stage.refresh()
    const before = new Map<Id, Id | null>()
    for (const id of receivers) before.set(id, await truth(id))
    const actions = told.routes.map(({ receiver, sender, off }, i): Action => {
      const receiverId = at(receivers, receiver)
      const needs = told.chained && i > 0 ? { needs: [i - 1] } : {}
      return off
        ? { type: 'route.disconnect', receiverId, ...needs }
        : { type: 'route.connect', senderId: fitting(receiverId, sender), receiverId, ...needs }
    })
    for (const i of told.refused) {
      const { receiver } = at(told.routes, i)
      await stage.fate('port/refuse', { id: at(receivers, receiver), code: 500, error: 'No lock to PTP', count: 1 })
    }
    if (told.resets > 0) await stage.fate('node/reset', { node: '*', count: told.resets })
    const meddling = told.meddled.map(
      ({ receiver, sender, afterMs }) =>
        new Promise<void>((resolve) => {
          const receiverId = at(receivers, receiver)
          setTimeout(() => {
            // It may be the other controller whose connection is reset, or that is refused.
            const senderId = fitting(receiverId, sender)
            stage.fate('route', { receiverId, senderId }).then(resolve, () => {
              resolve()
            })
          }, afterMs)
        }),
    )
    const run = await stage.execution.start(
      asker(),
      input(actions, { onFailure: 'auto-rollback', activation: { mode: told.mode }, onRefused: 'skip' }),
    )
    await Promise.all(meddling)
    await stage.fate('node/reset', { node: '*', count: 0 })
    return { run, before }
  }

  it('every receiver is back on what it was on, or in the log as left, with a reason that is true', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { run, before } = await happens(told)
        const meddled = new Set(told.meddled.map(({ receiver }) => at(receivers, receiver)))
        if (run.state === 'succeeded') return
        for (const id of receivers) {
          const is = await truth(id)
          const change = run.changes.find(({ target }) => target.id === id)
          const entry = run.compensation?.entries.find(({ target }) => target === id)
          // What somebody else switched is theirs, wherever in the story it happened.
          if (meddled.has(id)) continue
          if (is === before.get(id)) continue
          const after = change?.after['active'] === true ? change.after['senderId'] : null
          expect([run.state, entry?.outcome]).toEqual(['failed', 'failed'])
          expect(is).toBe(after)
        }
        for (const { target, outcome, text } of run.compensation?.entries ?? []) {
          if (outcome === 'left') {
            expect(meddled.has(target)).toBe(true)
            expect(text).toContain('somebody else')
          }
          expect(outcome).not.toBe('reverting')
        }
        for (const { state } of run.changes)
          expect(['reverted', 'left', 'skipped', 'failed', 'verified']).toContain(state)
        for (const change of run.changes) {
          if (change.state !== 'verified') continue
          expect(run.compensation?.entries.find(({ change: id }) => id === change.id)?.outcome).toBe('failed')
        }
        expect(await stage.store.runs.get(run.id)).toEqual(run)
      }),
      { numRuns: 20 },
    )
  })
})
