import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { startLabProcess } from '../support/labProcess'
import { watchPicture } from '../support/remoteWindow'
import { bareDownload } from './bareDownload'
import { openBareSubscriber } from './bareSubscriber'
import { startBenchEngine, type BenchEngine } from './benchEngine'
import { compared, median, type Bench } from './figure'

const runs = 15

/** Of each run: pause, so that the news of the take before has been heard, ms. */
const restMs = 300

/** From the device's answer to the PATCH until a window's feed shows the route, on a plant of 13 900 resources. */
export const takeFeedback: Bench = {
  name: 'take.feedback',
  bar: '≤ 2',
  async run() {
    const lab = await startLabProcess(['--profile', 'campus'])
    const { senders, receivers, nodes, devices } = await bareDownload(lab.registry)
    const engine = await startBenchEngine(lab.registry)
    const taker = engine.openWindow()
    const bare = await openBareSubscriber(lab.registry, receivers.length)
    try {
      const routes = followRoutes(
        engine.openWindow(),
        senders.length + receivers.length + nodes.length + devices.length,
      )
      await routes.whole
      const receiver = (await lab.find('receiver', 'N001 VIDEO IN 001')).id
      const pair = [
        (await lab.find('sender', 'N002 VIDEO OUT 001')).id,
        (await lab.find('sender', 'N003 VIDEO OUT 001')).id,
      ]
      const found = { ours: [] as number[], baseline: [] as number[] }
      for (let i = 0; i <= runs; i += 1) {
        const sender = pair[i % 2] ?? ''
        const answered = patchAnswered()
        const [shown, grain] = [routes.shows(receiver, sender), bare.sees(receiver, sender)]
        await taker.takes({ routes: [{ senderId: sender, receiverId: receiver }] })
        const at = await answered
        if (i > 0) {
          found.ours.push((await shown) - at)
          found.baseline.push((await grain) - at)
        }
        await new Promise((resolve) => setTimeout(resolve, restMs))
      }
      const note =
        `${median(found.ours).toFixed(1)} ms from the device's answer until a window's feed shows the route; baseline: until a ` +
        'bare WebSocket subscriber of the registry has the grain of the same take'
      return compared(found, 'ms', note)
    } finally {
      bare.close()
      await engine.stop()
      await lab.stop()
    }
  },
}

/** Resolves with the moment at which the next PATCH of this process is answered. */
function patchAnswered(): Promise<number> {
  const channel = 'http.client.response.finish'
  return new Promise((resolve) => {
    const heard = (message: unknown): void => {
      if ((message as { request: ClientRequest }).request.method !== 'PATCH') return
      unsubscribe(channel, heard)
      resolve(performance.now())
    }
    subscribe(channel, heard)
  })
}

/** Follows the picture of a window and tells when it shows a route. */
function followRoutes(window: ReturnType<BenchEngine['openWindow']>, expected: number) {
  let wanted: { readonly receiver: string; readonly sender: string; readonly tell: (at: number) => void } | null = null
  let isWhole = false
  const whole = new Promise<void>((resolve, reject) => {
    watchPicture(window, (records) => {
      if (!isWhole && records.size >= expected) {
        isWhole = true
        resolve()
      }
      const record = wanted === null ? undefined : records.get(wanted.receiver)
      if (record?.kind === 'receiver' && record.route.active && record.route.senderId === wanted?.sender) {
        wanted.tell(performance.now())
        wanted = null
      }
      return false
    }).catch(reject)
  })
  return {
    whole,
    shows: (receiver: string, sender: string): Promise<number> =>
      new Promise((tell) => {
        wanted = { receiver, sender, tell }
      }),
  }
}
