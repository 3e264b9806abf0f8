import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ScheduleInput, TriggerInput } from '../../src/contract'
import { createHouse } from '../../src/main/createHouse'
import { createDiscovery } from '../../src/main/discovery/createDiscovery'
import { createNmosHttp } from '../../src/main/nmos/http'
import { createPlant } from '../../src/main/plant/createPlant'
import { openStore } from '../../src/main/store/openStore'
import { systemClock } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'
import { brokerLinks } from '../support/brokerLinks'
import { PLAYBOOKS } from '../support/playbookFolder'
import { type Bench, median } from './figure'

const runs = 5
const count = 1_000
/** How long nothing happens, ms. */
const idleMs = 4_000

const ENGINEER = { actor: { id: 'eve', name: 'Eve', role: 'engineer' }, origin: 'api' } as const

/** What 1 000 bookings and 1 000 triggers cost while nothing happens: the share of a core in percent, beside 1 %. */
export const schedulesIdle: Bench = {
  name: 'schedules.idle',
  bar: '< 1',
  async run() {
    const house = await idleHouse()
    const shares: number[] = []
    for (let n = 0; n < runs; n += 1) shares.push(await shareOfCore())
    await house.stop()
    const ours = median(shares)
    const note =
      `${String(count)} bookings (half of them with cron) and ${String(count)} armed triggers (a quarter by the clock) of a ` +
      `house with its store, over ${String(idleMs / 1000)} s each; the ratio is percent of a core, against 1`
    return { ratio: ours, ours, baseline: 1, unit: '%', runs, note }
  },
}

/** Percent of a core that this process has used while nothing was asked of it. */
async function shareOfCore(): Promise<number> {
  await delay(500)
  const before = process.cpuUsage()
  const began = performance.now()
  await delay(idleMs)
  const { user, system } = process.cpuUsage(before)
  return ((user + system) / 1000 / (performance.now() - began)) * 100
}

async function idleHouse(): Promise<{ readonly stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-idle-'))
  const clock = systemClock
  const http = createNmosHttp({})
  const store = await openStore({ path: join(folder, 'signalbox.db'), clock, logger: silentLogger })
  const plant = createPlant({ clock, logger: silentLogger })
  const base = { plant, http, clock, ids: randomUUID, random: Math.random, logger: silentLogger }
  const discovery = createDiscovery({ ...base, registries: store.registries, fixed: [] })
  const links = brokerLinks([])
  const house = await createHouse({
    ...{ ...base, store, discovery, links },
    notify: () => undefined,
    playbookFolders: { shipped: PLAYBOOKS, own: join(folder, 'playbooks') },
    timeouts: { requestMs: () => 1500, verifyMs: 1500, fileMs: 3000 },
  })
  await discovery.start()
  await house.start()
  for (let n = 0; n < count; n += 1) {
    const { id } = await house.triggers.create(ENGINEER, triggerOf(n))
    await house.triggers.setMode(ENGINEER, id, 'armed')
    await house.scheduler.create(ENGINEER, scheduleOf(n))
  }
  return {
    async stop() {
      await discovery.stop()
      await house.stop(1000)
      await links.stop()
      http.close()
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** At no time that comes while it is measured. */
const faraway = (n: number): string => `${String(n % 60)} ${String(n % 24)} 1 1 *`

function triggerOf(n: number): TriggerInput {
  const events = [
    { kind: 'time', cron: faraway(n) },
    { kind: 'resource', resource: 'sender', change: 'gone' },
    { kind: 'route' },
    { kind: 'mqtt', topic: `house/${String(n)}` },
  ]
  const action = { kind: 'notify', text: 'It happened.' }
  return TriggerInput.parse({ label: `T ${String(n)}`, event: events[n % events.length], action })
}

function scheduleOf(n: number): ScheduleInput {
  const work = { kind: 'job', name: 'collisions' }
  const when = n % 2 === 0 ? { cron: faraway(n) } : { at: new Date(Date.now() + 86_400_000 + n * 1000).toISOString() }
  return ScheduleInput.parse({ ...when, work })
}
