import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OnFailure, Run } from '../../../../src/contract'
import { type HostProcess, startHost } from '../../../support/host'
import { type LabProcess, startLabProcess } from '../../../support/labProcess'
import { until } from '../../../support/until'
import { WAIT_MS, faultsOf, statesOf, stepsOf } from './playbookStage'

const KILLS = 6
const NAME = 'walls'
const WALL = ['MON 1', 'MON 2', 'MON 3', 'MON 4', 'MV 3', 'MV 6']
const TEXT = `name: ${NAME}
version: 1
params:
  camera: { type: sender }
steps:
  - id: first
    take: { sender: "\${params.camera}", receiver: MON 1 }
  - id: pause
    needs: [first]
    wait: { seconds: 0.4 }
  - id: each
    needs: [pause]
    forEach: '["MON 2", "MON 3", "MON 4"]'
    take: { sender: "\${params.camera}", receiver: "\${item}" }
  - id: keep
    needs: [each]
    snapshot.capture: { label: "Walls \${run.id}" }
  - id: others
    needs: [keep]
    take: { routes: [{ sender: "\${params.camera}", receiver: MV 3 }, { sender: "\${params.camera}", receiver: MV 6 }] }
  - id: seen
    needs: [others]
    wait-for: { condition: '$receiver("MV 6").senderId = params.camera.id', timeoutS: 20, everyS: 0.1 }
`

let lab: LabProcess
let data: string
let ids: ReadonlyMap<string, string>
let cameras: readonly string[]

const open = () => startHost({ registries: [lab.registry], data, flags: [] })

async function ask<T>(host: HostProcess, method: string, path: string, body?: unknown): Promise<T> {
  const { status, body: answer } = await host.api(method, path, body)
  if (status >= 400) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(answer)}`)
  return answer as T
}

async function known(host: HostProcess): Promise<void> {
  await until(
    () => ask<{ items: readonly unknown[] }>(host, 'GET', '/receivers?limit=1000'),
    ({ items }) => items.length >= 72,
    WAIT_MS,
  )
}

const nodes = new Map<string, string>()
async function truths(): Promise<readonly (string | null)[]> {
  return Promise.all(
    WALL.map(async (name) => {
      const { master_enable, sender_id } = await lab.active(ids.get(name) ?? '', nodes.get(name) ?? '')
      return master_enable ? sender_id : null
    }),
  )
}

beforeAll(async () => {
  lab = await startLabProcess(['--profile', 'lab', '--latency', '40'])
  const found = await Promise.all(WALL.map((name) => lab.find('receiver', name)))
  ids = new Map(found.map(({ label, id }) => [label, id]))
  for (const { label, node } of found) nodes.set(label, node)
  cameras = (await Promise.all(['CAM OB1', 'CAM OB2', 'CAM OB3'].map((name) => lab.find('sender', name)))).map(
    ({ id }) => id,
  )
  data = mkdtempSync(join(tmpdir(), 'signalbox-playbook-crash-'))
  const host = await open()
  await known(host)
  await ask(host, 'PUT', `/playbooks/${NAME}`, { text: TEXT })
  await host.stop()
})
afterAll(async () => {
  await lab.stop()
  rmSync(data, { recursive: true, force: true })
})

describe('a host that is killed in the middle of a playbook', () => {
  it(
    `goes on with it at its next start, or takes it back, and does nothing twice (${KILLS} kills)`,
    {
      timeout: 240_000,
    },
    async () => {
      const ends: string[] = []
      const caught: string[] = []
      for (let round = 0; round < KILLS; round += 1) {
        const onFailure: OnFailure = round % 2 === 0 ? 'continue-on-error' : 'auto-rollback'
        const camera = cameras[round % cameras.length] ?? ''
        const first = await open()
        await known(first)
        await lab.forgetRequests()
        const before = await truths()
        const begun = await ask<Run>(first, 'POST', `/playbooks/${NAME}/runs`, {
          params: { camera },
          onFailure,
          waitMs: 0,
        })
        await after(60 + round * 190)
        process.kill(first.pid, 'SIGKILL')
        await first.stop()

        const second = await open()
        const found = await ask<Run>(second, 'GET', `/runs/${begun.id}`)
        if (found.finishedAt === null) caught.push(statesOf(found).join(' '))
        const run = await until(
          () => ask<Run>(second, 'GET', `/runs/${begun.id}`),
          ({ finishedAt }) => finishedAt !== null,
          60_000,
        )
        ends.push(run.state)
        const now = await truths()
        const patches = await lab.patches()
        const sent = WALL.map((name) => patches[ids.get(name) ?? '']?.accepted ?? 0)
        const case_ = `${onFailure}, killed in round ${round}: ${[...statesOf(run), ...faultsOf(run)].join(' ')}`
        if (run.state === 'succeeded') {
          expect([case_, now]).toEqual([case_, WALL.map(() => camera)])
          // Bulk requests count once for each; nobody was told twice.
          expect([case_, sent.filter((count) => count > 1)]).toEqual([case_, []])
        } else {
          expect([case_, run.state, onFailure]).toEqual([case_, 'compensated', 'auto-rollback'])
          expect([case_, now]).toEqual([case_, before])
          expect([case_, sent.filter((count) => count > 2)]).toEqual([case_, []])
        }
        const { items } = await ask<{ items: { label: string }[] }>(second, 'GET', '/snapshots')
        const kept = items.filter(({ label }) => label === `Walls ${run.id}`)
        expect([case_, kept.length]).toEqual([case_, stepsOf(run)['keep']?.state === 'done' ? 1 : 0])
        await second.stop()
      }
      // The kills did hit runs in the middle.
      expect([ends.length, caught.length > 0]).toEqual([KILLS, true])
    },
  )
})
