import fc from 'fast-check'
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChangeState, Run, RunState } from '../../../src/contract'
import { openStore } from '../../../src/main/store/openStore'
import type { Store } from '../../../src/main/store/repositories'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { actor, sampleAudit, sampleChange, sampleRun } from './samples'
import { temporaryFolder } from './temporaryFolder'

const clock = { now: () => Date.UTC(2026, 0, 2) }
let folder: ReturnType<typeof temporaryFolder>
let store: Store
const open = (): Promise<Store> => openStore({ path: join(folder.path, 'signalbox.db'), clock, logger: silentLogger })

beforeEach(async () => {
  folder = temporaryFolder()
  store = await open()
})
afterEach(async () => {
  await store.close()
  folder.remove()
})

const everything = async (
  list: (cursor: string | null) => Promise<{ readonly items: readonly unknown[]; readonly nextCursor: string | null }>,
): Promise<unknown[]> => {
  const items: unknown[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(cursor)
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}

describe('steps of playbooks', () => {
  const copy = { name: 'x', version: '1', title: 'X', params: {}, texts: {}, confirm: [], override: null }

  test('go with a run that is not in the journal, and stay with one that is', async () => {
    const run = sampleRun('r1', 'planned', [])
    await store.runs.insert(run)
    await store.playbookRuns.insert(run.id, copy, [])
    await store.playbookRuns.insert('never-written', copy, [])
    await store.playbookRuns.removeOrphans()
    expect(await store.playbookRuns.get('never-written')).toBeNull()
    expect(await store.playbookRuns.get(run.id)).toMatchObject({ copy })
    await store.playbookRuns.removeOrphans()
    expect(await store.playbookRuns.get(run.id)).toMatchObject({ copy })
  })
})

describe('runs', () => {
  test('come back as they were written, also after a restart', async () => {
    const first = await store.runs.insert(sampleRun('r1', 'planned', ['x', 'y']))
    const second = await store.runs.insert(sampleRun('r2', 'running', ['y']))
    expect([first.number, second.number]).toEqual([1, 2])
    await store.close()
    store = await open()
    expect(await store.runs.get('r1')).toEqual(first)
    expect(await store.runs.last()).toEqual(second)
    expect((await store.runs.insert(sampleRun('r3', 'planned', []))).number).toBe(3)
    expect(await store.runs.get('nobody')).toBeNull()
  })

  test('are listed by the door and by what they were made from, page by page', async () => {
    const salvo = { kind: 'salvo', id: 's', label: '"source":{"kind":"undo"' } as const
    for (let i = 0; i < 12; i += 1) {
      const run = sampleRun(`r${String(i)}`, 'succeeded', ['x'])
      await store.runs.insert({ ...run, origin: i % 2 === 0 ? 'schedule' : 'api', source: i % 3 === 0 ? salvo : null })
    }
    const ids = async (filter: object) =>
      (await everything((cursor) => store.runs.list({ target: null, limit: 2, cursor, ...filter }))).map(
        (run) => (run as Run).id,
      )
    expect(await ids({ source: 'salvo' })).toEqual(['r9', 'r6', 'r3', 'r0'])
    expect(await ids({ source: 'undo' })).toEqual([])
    expect(await ids({ origin: 'schedule' })).toEqual(['r10', 'r8', 'r6', 'r4', 'r2', 'r0'])
    expect(await ids({ origin: 'schedule', source: 'salvo' })).toEqual(['r6', 'r0'])
    expect(await ids({ source: 'salvo', sourceId: 's' })).toEqual(['r9', 'r6', 'r3', 'r0'])
    expect(await ids({ source: 'salvo', sourceId: 'another' })).toEqual([])
    expect(await ids({ source: 'snapshot', sourceId: 's' })).toEqual([])
    await store.runs.insert({ ...sampleRun('p', 'planned', ['x']), source: salvo })
    expect(await ids({ source: 'salvo', sourceId: 's' })).toEqual(['p', 'r9', 'r6', 'r3', 'r0'])
    expect(await ids({ source: 'salvo', sourceId: 's', plans: false })).toEqual(['r9', 'r6', 'r3', 'r0'])
  })

  test('plans are removed with all that is theirs; what is no plan any more stays', async () => {
    const approval = { needs: 'engineer', reasons: [], by: actor, at: '2026-01-01T00:00:00.000Z' } as const
    for (const id of ['p1', 'p2']) await store.runs.insert(sampleRun(id, 'planned', ['x']))
    await store.runs.insert({ ...sampleRun('p3', 'planned', ['x']), approval: { ...approval, reasons: [] } })
    await store.runs.insert(sampleRun('r1', 'succeeded', ['x']))
    const old = await store.runs.plansBefore('2030-01-01T00:00:00.000Z', 0, 10)
    expect(old.map(({ id, isApproved }) => [id, isApproved])).toEqual([
      ['p1', false],
      ['p2', false],
      ['p3', true],
    ])
    expect(await store.runs.plansBefore('2030-01-01T00:00:00.000Z', 1, 1)).toMatchObject([{ id: 'p2' }])
    expect(await store.runs.plansBefore('2000-01-01T00:00:00.000Z', 0, 10)).toEqual([])
    await store.runs.removePlans(['p1', 'r1'], [sampleAudit(null, null)])
    expect((await store.runs.list({ target: 'x', limit: 10, cursor: null })).items.map(({ id }) => id)).toEqual([
      'r1',
      'p3',
      'p2',
    ])
    expect((await store.audit.list({ target: null, limit: 10, cursor: null })).items).toHaveLength(1)
  })

  test('a write changes the run, the changes named and the audit, and nothing else', async () => {
    const run = await store.runs.insert(sampleRun('r1', 'running', ['x', 'y', 'z']))
    const applied: Run = {
      ...run,
      state: 'failed',
      startedAt: '2026-01-01T00:00:01.000Z',
      decisions: [{ effect: 'deny', code: 'LOCKED', text: 'Locked by Bo.', action: 0, target: 'x' }],
      disturbs: [{ kind: 'shared-sender', action: 0, target: 'q', label: 'Q', text: 'Q is on it too.' }],
      activation: { mode: 'activate_scheduled_absolute', requestedTime: '1:5' },
      change: true,
      source: { kind: 'salvo', id: 'v1', label: 'Line-up A' },
      approval: { needs: 'engineer', reasons: ['12 routes.'], by: null, at: null },
      question: { code: 'STAGED', text: 'Activate?', changes: ['r1-0'], answers: ['continue', 'cancel'], at: 'now' },
      compensation: {
        why: 'Ada asked for it.',
        startedAt: 'then',
        finishedAt: null,
        entries: [{ change: 'r1-0', target: 'x', label: 'X', outcome: 'left', text: 'Changed meanwhile.', at: 'now' }],
      },
      spreadMs: 0.25,
      changes: run.changes.map((change, index) =>
        index === 1
          ? { ...change, state: 'failed', error: { code: 'DEVICE_SILENT', text: 'No answer.', device: null } }
          : { ...change, state: 'verified' },
      ),
    }
    await store.runs.write(applied, applied.changes.slice(1, 2), [sampleAudit('y', 'r1')])
    expect(await store.runs.get('r1')).toEqual({
      ...applied,
      changes: [run.changes[0], applied.changes[1], run.changes[2]],
    })
    const audit = await store.audit.list({ target: null, limit: 10, cursor: null })
    expect(audit).toEqual({
      items: [
        {
          id: 1,
          at: '2026-01-02T00:00:00.000Z',
          ...sampleAudit('y', 'r1'),
          hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        },
      ],
      nextCursor: null,
    })
  })

  test('changes that come later are kept in the order of the run', async () => {
    const run = await store.runs.insert(sampleRun('r1', 'running', ['x']))
    const undo = sampleChange('undo', 'q', 'pending')
    const longer: Run = { ...run, changes: [...run.changes, undo] }
    await store.runs.write(longer, [undo], [])
    expect(await store.runs.get('r1')).toEqual(longer)
    expect((await store.runs.list({ target: 'q', limit: 5, cursor: null })).items).toEqual([longer])
  })

  test('a write of a run that is not there is refused and leaves nothing', async () => {
    const run = { ...sampleRun('ghost', 'running', ['x']), number: 9 }
    await expect(store.runs.write(run, run.changes, [sampleAudit('x', 'ghost')])).rejects.toMatchObject({
      name: 'StoreError',
      code: 'unknown',
      message: expect.stringContaining('ghost') as string,
    })
    expect((await store.audit.list({ target: null, limit: 5, cursor: null })).items).toEqual([])
    expect(store.health().ok).toBe(true)
  })

  test('one refused among writes of the same moment does not take the others with it', async () => {
    await store.runs.insert(sampleRun('r1', 'running', ['x']))
    const outcomes = await Promise.allSettled([
      store.runs.insert(sampleRun('r2', 'running', ['x'])),
      store.runs.insert(sampleRun('r1', 'running', ['x'])),
      store.runs.insert(sampleRun('r3', 'running', ['x'])),
    ])
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: { code: 'conflict' } })
    const { items } = await store.runs.list({ target: null, limit: 5, cursor: null })
    expect(items.map((run) => [run.id, run.number])).toEqual([
      ['r3', 3],
      ['r2', 2],
      ['r1', 1],
    ])
  })

  test('unfinished ones are those that were being executed', async () => {
    for (const state of ['planned', 'running', 'succeeded', 'compensating', 'failed', 'cancelled'] as const)
      await store.runs.insert(sampleRun(state, state, ['x']))
    expect((await store.runs.unfinished()).map((run) => run.id)).toEqual(['running', 'compensating'])
  })

  test('by state: those asked for, oldest first', async () => {
    for (const state of ['paused', 'planned', 'running', 'awaiting_approval'] as const)
      await store.runs.insert(sampleRun(state, state, ['x']))
    const found = await store.runs.inState(['awaiting_approval', 'paused'])
    expect(found.map((run) => run.id)).toEqual(['paused', 'awaiting_approval'])
    expect(await store.runs.inState([])).toEqual([])
  })

  test('the last of somebody is the newest of theirs that sent something and was not itself a way back', async () => {
    const insert = (id: string, state: RunState, sent: ChangeState, more: Partial<Run>): Promise<Run> => {
      const run = sampleRun(id, state, ['x', 'y'])
      const changes = run.changes.map((change, at) => (at === 1 ? { ...change, state: sent } : change))
      return store.runs.insert({ ...run, ...more, changes })
    }
    expect(await store.runs.lastOf(actor.id)).toBeNull()
    const undo = { kind: 'undo', id: 'r1', label: 'Run 1' } as const
    await insert('undo-first', 'succeeded', 'verified', { source: undo })
    expect(await store.runs.lastOf(actor.id)).toBeNull()
    for (const state of ['applied', 'verified', 'failed', 'reverted', 'left'] as const) {
      const run = await insert(state, 'failed', state, { source: { ...undo, kind: 'salvo' } })
      expect(await store.runs.lastOf(actor.id)).toEqual(run)
    }
    await insert('nothing sent', 'failed', 'skipped', {})
    await insert('planned', 'planned', 'verified', {})
    await insert('waits', 'awaiting_approval', 'verified', {})
    await insert('of another', 'succeeded', 'verified', { actor: { ...actor, id: 'a2' } })
    // More than are looked at together.
    for (let i = 0; i < 25; i++) await insert(`undo-${i}`, 'succeeded', 'verified', { source: undo })
    expect((await store.runs.lastOf(actor.id))?.id).toBe('left')
    expect((await store.runs.lastOf('a2'))?.id).toBe('of another')
  })

  test('pages stay where they are while new runs come in, with and without a target', async () => {
    for (let i = 1; i <= 7; i++) await store.runs.insert(sampleRun(`r${i}`, 'planned', [i % 2 === 0 ? 'even' : 'odd']))
    for (const [target, expected] of [
      [null, ['r7', 'r6', 'r5', 'r4', 'r3', 'r2', 'r1']],
      ['odd', ['r7', 'r5', 'r3', 'r1']],
      ['s1', ['r7', 'r6', 'r5', 'r4', 'r3', 'r2', 'r1']],
      ['nobody', []],
    ] as const) {
      let pages = 0
      const seen = await everything(async (cursor) => {
        if (pages++ > 0) await store.runs.insert(sampleRun(`new-${String(target)}-${pages}`, 'planned', ['new']))
        return store.runs.list({ target, limit: 2, cursor })
      })
      const ids = (seen as Run[]).map((run) => run.id).filter((id) => !id.startsWith('new'))
      expect(ids).toEqual(expected)
    }
    for (const cursor of ['', '0', '-1', 'abc', '1e3', '99999999999999999999'])
      await expect(store.runs.list({ target: null, limit: 2, cursor })).rejects.toMatchObject({ code: 'cursor' })
  })

  test('a run of 5000 routes is kept whole', async () => {
    const receivers = Array.from({ length: 5000 }, (_, i) => `rx-${i}`)
    const run = await store.runs.insert(sampleRun('big', 'running', receivers))
    const done: Run = { ...run, changes: run.changes.map((change) => ({ ...change, state: 'verified' })) }
    await store.runs.write(done, done.changes, [])
    expect(await store.runs.get('big')).toEqual(done)
  })

  test('any sequence of writes leaves what a plain model holds', async () => {
    const states: readonly ChangeState[] = ['applying', 'applied', 'verified', 'failed', 'left']
    const step = fc.oneof(
      fc.record({ do: fc.constant('insert' as const), receivers: fc.integer({ min: 0, max: 4 }) }),
      fc.record({
        do: fc.constant('write' as const),
        run: fc.nat(20),
        changes: fc.array(fc.tuple(fc.nat(4), fc.constantFrom(...states)), { maxLength: 4 }),
        words: fc.string({ unit: 'grapheme' }),
        together: fc.boolean(),
      }),
    )
    let round = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        round++
        const model: Run[] = []
        const pending: Promise<unknown>[] = []
        for (const [index, it] of steps.entries()) {
          if (it.do === 'insert') {
            await Promise.all(pending.splice(0))
            const receivers = Array.from({ length: it.receivers }, (_, i) => `t${i}`)
            model.push(await store.runs.insert(sampleRun(`p${round}-${index}`, 'running', receivers)))
            continue
          }
          const at = it.run % Math.max(model.length, 1)
          const run = model[at]
          if (run === undefined) continue
          const wanted = new Map(it.changes)
          const changes = run.changes.map((change, i) => ({ ...change, state: wanted.get(i) ?? change.state }))
          const warnings = [{ code: 'W', text: it.words, target: null }]
          const next: Run = { ...run, changes, warnings, state: 'failed' }
          model[at] = next
          const write = store.runs.write(
            next,
            changes.filter((_, i) => wanted.has(i)),
            [],
          )
          pending.push(write)
          if (!it.together) await write
        }
        await Promise.all(pending)
        for (const run of model) expect(await store.runs.get(run.id)).toEqual(run)
      }),
      { numRuns: 40 },
    )
  })
})

describe('audit', () => {
  test('refuses to be changed, whoever asks', async () => {
    await store.audit.append([sampleAudit('x', null)])
    const other = new Database(join(folder.path, 'signalbox.db'))
    try {
      expect(() => other.exec(`update audit set summary = 'nothing happened'`)).toThrow('append-only')
      expect(() => other.exec('delete from audit')).toThrow('append-only')
    } finally {
      other.close()
    }
    expect((await store.audit.list({ target: null, limit: 5, cursor: null })).items).toHaveLength(1)
  })

  test('of one thing: its own rows and those of runs that touch it', async () => {
    await store.runs.insert(sampleRun('r1', 'running', ['x', 'y']))
    await store.audit.append([
      sampleAudit('x', 'r1'),
      sampleAudit('y', 'r1'),
      sampleAudit(null, 'r1'),
      sampleAudit(null, null),
    ])
    const of = async (target: string | null): Promise<number[]> => {
      const rows = await everything((cursor) => store.audit.list({ target, limit: 1, cursor }))
      return (rows as { id: number }[]).map((row) => row.id)
    }
    expect(await of('x')).toEqual([3, 1])
    expect(await of('y')).toEqual([3, 2])
    expect(await of(null)).toEqual([4, 3, 2, 1])
  })
})

describe('what the house has set', () => {
  test('registries: put twice is one, ordered by priority, removed', async () => {
    const registry = {
      id: 'g1',
      label: 'Main',
      kind: 'registry',
      queryUrl: 'http://10.0.0.1',
      dnsServer: null,
      role: 'primary',
      site: null,
      priority: 20,
      enabled: true,
    } as const
    const domain = { ...registry, id: 'g2', kind: 'dns-sd', dnsServer: '127.0.0.1:53', priority: 10 } as const
    await store.registries.put(registry)
    await store.registries.put(domain)
    await store.registries.put({ ...registry, label: 'Renamed', enabled: false })
    expect(await store.registries.all()).toEqual([domain, { ...registry, label: 'Renamed', enabled: false }])
    await store.registries.remove('g2')
    expect(await store.registries.all()).toHaveLength(1)
  })

  test('keys: found by hash until revoked, the hash never listed, use kept to the minute', async () => {
    const key = {
      id: 'k1',
      label: 'Automation',
      role: 'operator',
      createdAt: '2026-01-01T00:00:00.000Z',
      lastUsedAt: null,
      revokedAt: null,
    } as const
    await store.keys.insert({ ...key, hash: 'h1' })
    expect(await store.keys.byHash('h1')).toEqual(key)
    await store.keys.touch('k1', '2026-01-01T10:00:00.000Z')
    await store.keys.touch('k1', '2026-01-01T10:00:30.000Z')
    expect(await store.keys.all()).toEqual([{ ...key, lastUsedAt: '2026-01-01T10:00:00.000Z' }])
    await store.keys.touch('k1', '2026-01-01T10:01:00.000Z')
    const revoked = await store.keys.revoke('k1', '2026-01-02T00:00:00.000Z')
    expect(revoked).toEqual({
      ...key,
      lastUsedAt: '2026-01-01T10:01:00.000Z',
      revokedAt: '2026-01-02T00:00:00.000Z',
    })
    expect(await store.keys.revoke('k1', '2027-01-01T00:00:00.000Z')).toEqual(revoked)
    expect(await store.keys.byHash('h1')).toBeNull()
    expect(await store.keys.revoke('nobody', '2026-01-02T00:00:00.000Z')).toBeNull()
  })

  test('sessions: found until removed as expired', async () => {
    const session = { actorId: actor.id, actorName: actor.name, role: actor.role }
    await store.sessions.insert({ ...session, hash: 'old', expiresAt: '2026-01-01T00:00:00.000Z' })
    await store.sessions.insert({ ...session, hash: 'new', expiresAt: '2026-01-03T00:00:00.000Z' })
    await store.sessions.removeExpired('2026-01-02T00:00:00.000Z')
    expect(await store.sessions.byHash('old')).toBeNull()
    expect(await store.sessions.byHash('new')).toMatchObject({ actorId: 'a1', role: 'operator' })
  })

  test('placements and aliases', async () => {
    expect(await store.settings.placements()).toEqual([])
    const placements = [{ match: { nodeLabel: 'OB*' }, site: 'OB', room: null }]
    await store.settings.setPlacements(placements)
    await store.settings.setAlias('x', 'Camera left')
    await store.settings.setAlias('y', 'Camera right')
    await store.settings.setAlias('x', 'Camera 1')
    await store.settings.setAlias('y', null)
    await store.close()
    store = await open()
    expect(await store.settings.placements()).toEqual(placements)
    expect(await store.settings.aliases()).toEqual(new Map([['x', 'Camera 1']]))
  })
})

test('after close nothing is written or read, and closing again is fine', async () => {
  const write = store.settings.setAlias('x', 'kept')
  await store.close()
  await write
  await store.close()
  await expect(store.settings.setAlias('x', 'late')).rejects.toMatchObject({ code: 'closed' })
  await expect(store.settings.aliases()).rejects.toMatchObject({ code: 'closed' })
  store = await open()
  expect(await store.settings.aliases()).toEqual(new Map([['x', 'kept']]))
})
