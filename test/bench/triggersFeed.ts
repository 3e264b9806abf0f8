import { TriggerInput } from '../../src/contract'
import { createNmosHttp } from '../../src/main/nmos/http'
import type { Resource } from '../../src/main/nmos/resources'
import { createPlant } from '../../src/main/plant/createPlant'
import type { Plant } from '../../src/main/plant/plant'
import { systemClock } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'
import { startLabProcess } from '../support/labProcess'
import { type TriggerBox, triggerBox } from '../support/triggerStage'
import { type Bench, compared, inTurn, timed } from './figure'
import { labResources } from './labResources'

const runs = 9
const changes = 10_000
const ports = 1_000
const count = 1_000

const registry = { id: 'bench', kind: 'registry', label: 'Bench' } as const
const ENGINEER = { actor: { id: 'eve', name: 'Eve', role: 'engineer' }, origin: 'api' } as const
const NOTIFY = { kind: 'notify', text: 'It happened.' }

/** 10 000 changes of a plant, one by one, with 1 000 triggers that look at them, against the same without. */
export const triggersFeed: Bench = {
  name: 'triggers.feed',
  bar: '≤ 2',
  async run() {
    const http = createNmosHttp({})
    const lab = await startLabProcess(['--senders', String(ports), '--receivers', String(ports)])
    const resources = await labResources(http, lab.registry)
    await lab.stop()
    http.close()
    const [warm, feed] = [feedOf(resources, 0), feedOf(resources, 1)]
    let looked = 0

    const ours = async (): Promise<number> => {
      const box = await triggerBox(systemClock)
      box.plant.witnessed(registry).put(resources)
      await fill(box, resources)
      await box.ready()
      // A feed that has run for a while: making the triggers has made the engine forget how it went.
      await push(box.plant, warm)
      await settled(box)
      const before = lookedAt(box)
      const ms = await timed(async () => {
        await push(box.plant, feed)
        await settled(box)
      })
      looked = lookedAt(box) - before
      await box.triggers.stop()
      return ms
    }
    const baseline = async (): Promise<number> => {
      const plant = createPlant({ clock: systemClock, logger: silentLogger })
      plant.subscribe(() => undefined)
      plant.witnessed(registry).put(resources)
      await push(plant, warm)
      return timed(() => push(plant, feed))
    }

    const found = await inTurn(runs, ours, baseline)
    const note =
      `${String(changes)} changes (labels, routes, senders that go and come back, tallies) on a plant of ` +
      `${String(resources.length)} resources, ${String(count)} triggers watching of which ${String(looked)} events were ` +
      `looked at with their keys and conditions; baseline: the same changes without triggers`
    return compared(found, 'ms', note)
  },
}

type Step =
  | { readonly type: 'put'; readonly resource: Resource }
  | { readonly type: 'remove'; readonly id: string }
  | { readonly type: 'tally'; readonly id: string; readonly isOn: boolean }

/** Of twenty changes: twelve say another label, four another route, two a sender that goes or comes, two a tally. */
function feedOf(resources: readonly Resource[], round: number): readonly Step[] {
  const receivers = resources.filter((one) => one.kind === 'receiver')
  const senders = resources.filter((one) => one.kind === 'sender')
  const now = new Map(resources.map((one) => [one.id, one]))
  const put = (resource: Resource): Step => {
    now.set(resource.id, resource)
    return { type: 'put', resource }
  }
  return Array.from({ length: changes }, (_, n): Step => {
    const version = `${String(2_000_000_000 + round * changes + n)}:0`
    const receiver = now.get(receivers[(n * 7 + Math.floor(n / 20)) % receivers.length]?.id ?? '')
    const sender = now.get(senders[Math.floor(n / 20) % senders.length]?.id ?? '')
    const other = senders[(n * 3 + round) % senders.length]?.id ?? null
    if (receiver?.kind !== 'receiver' || sender === undefined) throw new Error('The lab has no ports')
    switch (n % 20) {
      case 0:
      case 5:
      case 10:
      case 15:
        return put({ ...receiver, version, subscription: { ...receiver.subscription, sender_id: other, active: true } })
      case 7:
        return { type: 'remove', id: sender.id }
      case 8:
        return put({ ...sender, version })
      case 12:
      case 17:
        return { type: 'tally', id: receiver.id, isOn: (Math.floor(n / 1_000) + round) % 2 === 0 }
      default:
        return put({ ...receiver, version, label: `Port ${String(round)}-${String(n)}` })
    }
  })
}

/** How many changes a socket hands over at one turn of the event loop. */
const perTurn = 20

async function push(plant: Plant, feed: readonly Step[]): Promise<void> {
  const pen = plant.witnessed(registry)
  for (const [n, step] of feed.entries()) {
    if (n % perTurn === 0) await new Promise((resolve) => setImmediate(resolve))
    if (step.type === 'put') pen.apply([step])
    else if (step.type === 'remove') pen.apply([step])
    else {
      const tally = { state: 'on-air', since: '2030-01-01T00:00:00.000Z', stale: false, by: 'PGM' } as const
      plant.setMarks(step.id, { tally: step.isOn ? tally : null })
    }
  }
}

/** Triggers as a house has them: most are about one thing, some about a room or a site, few about everything. */
async function fill({ triggers, plant }: TriggerBox, resources: readonly Resource[]): Promise<void> {
  const ids = (kind: Resource['kind']) => resources.filter((one) => one.kind === kind).map(({ id }) => id)
  const [receivers, senders] = [ids('receiver'), ids('sender')]
  const rooms = [...new Set([...plant.all('receiver')].flatMap(({ room }) => room ?? []))]
  const one = (list: readonly string[], n: number) => ({ kind: 'selection', ids: [list[n % list.length]] })
  for (let n = 0; n < count; n += 1) {
    const { id } = await triggers.create(
      ENGINEER,
      TriggerInput.parse({ label: `T ${String(n)}`, action: NOTIFY, ...wish(n) }),
    )
    await triggers.setMode(ENGINEER, id, 'watch')
  }

  function wish(n: number): object {
    switch (n % 10) {
      case 0:
      case 1:
      case 2:
        return { event: { kind: 'resource', resource: 'sender', change: 'gone', scope: one(senders, n) } }
      case 3:
      case 4:
      case 5:
        return { event: { kind: 'route', scope: one(receivers, n) }, condition: 'to.label = "CAM 1"' }
      case 6:
      case 7:
        return { event: { kind: 'tally', becomes: 'on-air', scope: one(receivers, n) } }
      case 8:
        return n % 100 === 8
          ? {
              event: { kind: 'route', scope: { kind: 'room', room: rooms[n % rooms.length] ?? 'MCR' } },
              condition: '$not($exists(to))',
            }
          : { event: { kind: 'resource', resource: 'receiver', change: 'gone', scope: one(receivers, n) } }
      default:
        return n % 250 === 9
          ? { event: { kind: 'resource', resource: 'node', change: 'gone' } }
          : { event: { kind: 'mqtt', topic: `house/${String(n)}` } }
    }
  }
}

function lookedAt({ triggers }: TriggerBox): number {
  return triggers
    .list()
    .reduce((sum, { counts }) => sum + counts.passed + counts.suppressed + counts.wouldHaveFired + counts.fired, 0)
}

/** When nothing is looked at any more. */
async function settled(box: TriggerBox): Promise<void> {
  let last = -1
  for (let quiet = 0; quiet < 2;) {
    await new Promise((resolve) => setImmediate(resolve))
    const found = box.triggers.waiting()
    quiet = found === 0 && last === 0 ? quiet + 1 : 0
    last = found
  }
}
