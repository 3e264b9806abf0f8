import { type MqttClient, connectAsync } from 'mqtt'
import type { ActorsOrder, ActorsReport } from './relayActors'

/** The actors and their devices, in a process of their own: told by messages, see relayActors.ts. */
const [url = '', ...counts] = process.argv.slice(2)
const [actors = 0, devices = 0] = counts.map(Number)
const SOURCE = 'NDI-Source-1'
const WITH_ACK = { qos: 1 } as const

const say = (report: ActorsReport): void => {
  process.send?.(report)
}
const deviceId = (n: number): string => `rpi-${String((n % devices) + 1).padStart(3, '0')}`

const decoders = await connectAsync(url)
decoders.on('message', (topic, payload) => {
  const { req_id, actor, action } = JSON.parse(payload.toString()) as Readonly<Record<string, string>>
  decoders.publish(topic.replace(/cmd$/, 'evt'), JSON.stringify({ req_id, actor, action, status: 'OK' }), WITH_ACK)
})
await decoders.subscribeAsync('/lab/device/+/ndi/cmd', WITH_ACK)
for (let n = 0; n < devices; n += 1) {
  const id = deviceId(n)
  const retained = { ...WITH_ACK, retain: true }
  const meta = { device_id: id, name: `Decoder ${String(n + 1)}`, modules: ['ndi'], site: 'Riverside', room: 'MCR' }
  const status = { state: 'online', ndi: { state: 'playing', input: SOURCE, recording: false } }
  await decoders.publishAsync(`/lab/device/${id}/meta`, JSON.stringify(meta), retained)
  await decoders.publishAsync(`/lab/device/${id}/status`, JSON.stringify(status), retained)
}

const app = await connectAsync(url)
let awaited: { readonly status: string; left: number } | null = null
app.on('message', (_topic, payload) => {
  const { status, error } = JSON.parse(payload.toString()) as { readonly status: string; readonly error?: object }
  if (status === 'ERROR') say({ kind: 'failed', text: JSON.stringify(error) })
  if (status !== awaited?.status) return
  awaited.left -= 1
  if (awaited.left === 0) say({ kind: 'answered' })
})
await app.subscribeAsync('/lab/orchestrator/ndi/evt', WITH_ACK)
say({ kind: 'ready' })

/** All of them as fast as the broker takes them. */
function command(by: MqttClient, round: string, count: number): void {
  for (let n = 0; n < count; n += 1) {
    const message = {
      req_id: `${round}-${String(n)}`,
      actor: `actor-${String(n % actors)}`,
      action: 'start',
      params: { device_id: deviceId(n), source: SOURCE },
    }
    by.publish('/lab/orchestrator/ndi/cmd', JSON.stringify(message), WITH_ACK)
  }
}

process.on('message', ({ round, count, until: status }: ActorsOrder) => {
  awaited = { status, left: count }
  command(app, round, count)
})
process.once('disconnect', () => process.exit(0))
