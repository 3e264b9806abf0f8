import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRow, OnFailure, ReceiverView, Run, SenderView } from '../../../src/contract'
import { type HostProcess, startHost } from '../../support/host'
import { type LabProcess, startLabProcess } from '../../support/labProcess'

const ROUTES = 200
const KILLS = 20
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 100_000)
const policies: readonly OnFailure[] = ['continue-on-error', 'auto-rollback', 'pause-and-ask']

let lab: LabProcess
let data: string
let receivers: readonly ReceiverView[]
let senders: readonly SenderView[]
let urls: ReadonlyMap<string, string>
let host: HostProcess

/** Mulberry32: the same moments for the same seed. */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const open = (): Promise<HostProcess> => startHost({ registries: [lab.registry], data, flags: [] })

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await host.api(method, path, body)
  if (answer.status >= 400)
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body as T
}

async function known(): Promise<void> {
  for (;;) {
    const { items } = await ask<{ items: ReceiverView[] }>('GET', '/receivers?limit=1000')
    if (items.length === ROUTES) return
    await after(20)
  }
}

async function truth(receiver: ReceiverView): Promise<string | null> {
  const url = `${urls.get(receiver.nodeId ?? '') ?? ''}/x-nmos/connection/v1.1/single/receivers/${receiver.id}/active`
  const active = (await (await fetch(url)).json()) as { master_enable: boolean; sender_id: string | null }
  return active.master_enable ? active.sender_id : null
}

/** What the devices say that each receiver is on. */
async function truths(): Promise<ReadonlyMap<string, string | null>> {
  return new Map(await Promise.all(receivers.map(async (one) => [one.id, await truth(one)] as const)))
}

async function auditOf(run: Run): Promise<readonly AuditRow[]> {
  const rows: AuditRow[] = []
  let cursor: string | null = null
  for (;;) {
    const at: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { items: AuditRow[]; nextCursor: string | null } = await ask('GET', `/audit?limit=500${at}`)
    rows.push(...page.items.filter(({ runId }) => runId === run.id))
    cursor = page.nextCursor
    if (cursor === null || page.items.every(({ at: when }) => when < run.createdAt)) return rows
  }
}

/** The run when nothing happens in it any more. */
async function settled(id: string): Promise<Run> {
  for (;;) {
    await after(30)
    const run = await ask<Run>('GET', `/runs/${id}`)
    if (run.state !== 'running' && run.state !== 'compensating') return run
  }
}

/** Everybody gets the next sender of its format. */
const shifted = (round: number) =>
  receivers.map(({ id, format }, index) => {
    const fitting = senders.filter((sender) => sender.format === format)
    return { receiverId: id, senderId: fitting[(index + round) % fitting.length]?.id ?? '' }
  })

beforeAll(async () => {
  lab = await startLabProcess(['--nodes', '20', '--senders', '200', '--receivers', '200', '--latency', '4'])
  data = mkdtempSync(join(tmpdir(), 'signalbox-crash-'))
  host = await open()
  await known()
  // One request for one receiver, so that the lab's record shows what was sent to each.
  await ask('PATCH', '/settings', { execution: { bulk: false } })
  receivers = (await ask<{ items: ReceiverView[] }>('GET', '/receivers?limit=1000')).items
  senders = (await ask<{ items: SenderView[] }>('GET', '/senders?limit=1000')).items
  urls = new Map((await lab.state()).nodes.map(({ id, url }) => [id, url]))
})
afterAll(async () => {
  await host.stop()
  await lab.stop()
  rmSync(data, { recursive: true, force: true })
})

describe('a host that is killed in the middle of a salvo', () => {
  it(`accounts for every route after each of ${KILLS} kills (CRASH_SEED=${seed})`, { timeout: 600_000 }, async () => {
    const random = randomFrom(seed)
    let whole = 0
    const ends = new Map<string, number>()
    for (let round = 0; round <= KILLS; round += 1) {
      const onFailure = policies[round % policies.length] ?? 'continue-on-error'
      await known()
      await lab.forgetRequests()
      const before = await truths()
      const routes = shifted(round + 1)
      const began = performance.now()
      // The first one is let through: it says how long a whole salvo takes.
      const waitMs = round === 0 ? 60_000 : 0
      const run = await ask<Run>('POST', '/takes', { routes, onFailure, waitMs })
      if (round === 0) {
        whole = performance.now() - began
        expect(run.state).toBe('succeeded')
        continue
      }
      await after(random() * whole)
      process.kill(host.pid, 'SIGKILL')
      await host.stop()

      host = await open()
      const now = await settled(run.id)
      const allowed: Record<OnFailure, readonly string[]> = {
        'continue-on-error': ['succeeded'],
        'auto-rollback': ['compensated', 'succeeded'],
        'pause-and-ask': ['paused', 'succeeded'],
      }
      expect(allowed[onFailure]).toContain(now.state)
      ends.set(now.state, (ends.get(now.state) ?? 0) + 1)

      const rows = await auditOf(now)
      const sent = new Map<string, number>()
      for (const { method, path, status } of await lab.requests(false)) {
        const id = path.split('/').at(-2) ?? ''
        if (method === 'PATCH' && status < 300) sent.set(id, (sent.get(id) ?? 0) + 1)
      }
      const standing = await truths()
      expect(now.changes).toHaveLength(ROUTES)
      for (const change of now.changes) {
        const receiver = receivers.find(({ id }) => id === change.target.id)
        if (receiver === undefined) throw new Error(`nobody asked for ${change.target.id}`)
        const wanted = routes.find(({ receiverId }) => receiverId === receiver.id)?.senderId
        const is = standing.get(receiver.id)
        const patches = sent.get(receiver.id) ?? 0
        const mine = rows.filter(({ detail }) => detail['change'] === change.id)
        const done = mine.filter(({ what }) => what === 'take').length
        const back = mine.filter(({ what }) => what === 'compensation').length
        const case_ = `${receiver.label} ${change.state} (${onFailure})`
        switch (change.state) {
          case 'verified':
            expect([case_, is, patches, done, back]).toEqual([case_, wanted, 1, 1, 0])
            break
          case 'pending':
            expect([case_, now.state, is, patches, done]).toEqual([case_, 'paused', before.get(receiver.id), 0, 0])
            break
          case 'skipped':
            expect([case_, is, patches, done]).toEqual([case_, before.get(receiver.id), 0, 1])
            break
          case 'reverted':
            // Killed between the request and its row: it was never known to be done, so only the way back is told.
            expect([case_, is, patches, back]).toEqual([case_, before.get(receiver.id), 2, 1])
            break
          default:
            throw new Error(`${case_}: ${change.reason ?? change.error?.text ?? ''}`)
        }
      }
      if (now.state === 'paused') await ask('POST', `/runs/${now.id}/cancel`, {})
    }
    // The kills did hit runs in the middle, not only before and after.
    expect((ends.get('compensated') ?? 0) + (ends.get('paused') ?? 0)).toBeGreaterThan(0)
  })
})
