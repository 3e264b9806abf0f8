import { setTimeout as delay } from 'node:timers/promises'
import { createNmosHttp } from '../../src/main/nmos/http'
import { startLabProcess } from '../support/labProcess'
import { watchPicture } from '../support/remoteWindow'
import { startBenchEngine, type BenchEngine } from './benchEngine'
import { compared, inTurn, timed, type Bench } from './figure'
import { recorded, replay, type Recorded } from './recordedRequests'

type Window = ReturnType<BenchEngine['openWindow']>

const runs = 60

/** Pause before each, so that the news of the take before has been heard, ms. */
const restMs = 60

/** A TAKE as a window asks for it, audit on disk included, against the same HTTP requests bare with the same client. */
export const takeLatency: Bench = {
  name: 'take.latency',
  bar: '≤ 1.3',
  async run() {
    const lab = await startLabProcess([])
    const engine = await startBenchEngine(lab.registry)
    const window = engine.openWindow()
    const http = createNmosHttp({})
    try {
      await watchPicture(window, (records) => records.size >= 14 + 60 + 70)
      const receiver = (await lab.find('receiver', 'MON 4')).id
      const senders = [(await lab.find('sender', 'CAM 3')).id, (await lab.find('sender', 'CAM 4')).id]
      const requests: (readonly Recorded[])[] = []
      for (const sender of [...senders, ...senders]) {
        await delay(5 * restMs)
        requests.push(ownRequests(await recorded(() => take(window, sender, receiver)), receiver))
      }
      requests.splice(0, senders.length)
      let [ours, bare] = [0, 0]
      const found = await inTurn(
        runs,
        () => rested(() => take(window, senders[ours++ % 2] ?? '', receiver)),
        () => rested(() => replay(http, requests[bare++ % 2] ?? [])),
      )
      const list = (requests[0] ?? []).map(({ method, url }) => `${method} ${words(url)}`).join(', ')
      return compared(found, 'ms', `one TAKE with journal and audit on disk; both do: ${list}`)
    } finally {
      http.close()
      await engine.stop()
      await lab.stop()
    }
  },
}

async function take(window: Window, senderId: string, receiverId: string): Promise<void> {
  const { body } = await window.takes({ routes: [{ senderId, receiverId }] })
  if (body.state !== 'succeeded') throw new Error(`The take is ${body.state}: ${JSON.stringify(body.changes)}`)
}

async function rested(work: () => Promise<unknown>): Promise<number> {
  await delay(restMs)
  return timed(work)
}

/**
 * What the take itself did, once each before its PATCH and once each after. Reading `/active` again when the registry tells
 * of the change is not part of it.
 */
function ownRequests(all: readonly Recorded[], receiver: string): readonly Recorded[] {
  const seen = new Set<string>()
  let patched = false
  return all.filter(({ method, url }) => {
    patched ||= method === 'PATCH'
    const key = `${String(patched)} ${method} ${url}`
    const own = url.includes('/x-nmos/connection/') && (url.includes(receiver) || url.includes('/senders/'))
    if (!own || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** `…/single/receivers/<id>/staged` is `receivers/…/staged`. */
const words = (url: string): string =>
  url
    .split('/')
    .slice(-3)
    .join('/')
    .replace(/\/[^/]+\//, '/…/')
