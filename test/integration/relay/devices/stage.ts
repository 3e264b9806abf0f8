import { type MqttClient, connectAsync } from 'mqtt'
import { DEFAULT_SETTINGS, type Settings } from '../../../../src/contract'
import type { DeviceState } from '../../../../src/main/drivers/mqtt/deviceLine'
import { createPlant } from '../../../../src/main/plant/createPlant'
import { type DeviceBook, createDeviceBook } from '../../../../src/main/relay/devices/createDeviceBook'
import { createRelayBrokers } from '../../../../src/main/relay/relayBrokers'
import { openStore } from '../../../../src/main/store/openStore'
import { systemClock } from '../../../../src/main/telemetry/clock'
import { type LogContext, type Logger, silentLogger } from '../../../../src/main/telemetry/logger'
import { brokerLinks } from '../../../support/brokerLinks'
import { type Mosquitto, startMosquitto } from '../../../support/mosquitto'
import { until } from '../../../support/until'
import { temporaryFolder } from '../../store/temporaryFolder'

export const WAIT_MS = 15_000
export const idOf = (deviceId: string): string => `mqtt:house/${deviceId}`

/** A book of devices on a real broker, with a store and a plant; all of it can be ended and begun again. */
export async function openStage() {
  const broker: Mosquitto = await startMosquitto()
  const folder = temporaryFolder()
  const logged: { readonly message: string; readonly context: LogContext | undefined }[] = []
  const note = (message: string, context?: LogContext) => logged.push({ message, context })
  const logger: Logger = { ...silentLogger, warn: note, error: note, child: () => logger }
  const clients: MqttClient[] = []
  let relay: Settings['relay'] = { ...DEFAULT_SETTINGS.relay, silentS: null }
  const settings = { get: () => ({ relay }) }
  let parts = await begin()

  async function begin() {
    const store = await openStore({ path: `${folder.path}/signalbox.db`, clock: systemClock, logger: silentLogger })
    const links = brokerLinks([{ name: 'house', url: broker.url }])
    const brokers = createRelayBrokers(links)
    const plant = createPlant({ clock: systemClock, logger })
    const book: DeviceBook = createDeviceBook({
      ...{ brokers, repository: store.mqttDevices, settings, clock: systemClock, logger },
    })
    links.start()
    await book.start()
    // What is not retained is lost on a broker that has not been told yet what is listened to.
    const link = links.byName('house')
    await until(
      () => link?.state().state,
      (state) => state === 'live',
      WAIT_MS,
    )
    await link?.publish('/stage/ready', '', { qos: 1, retain: false })
    return { store, links, brokers, plant, book }
  }

  async function end(): Promise<void> {
    await parts.book.stop()
    await parts.links.stop()
    await parts.store.close()
  }

  async function join(): Promise<MqttClient> {
    const client = await connectAsync(broker.url, { reconnectPeriod: 100 })
    client.on('error', () => undefined)
    clients.push(client)
    return client
  }

  const voice = await join()
  return {
    broker,
    settings,
    logger,
    logged,
    parts: () => parts,
    join,
    setRelay(more: Partial<Settings['relay']>) {
      relay = { ...relay, ...more }
    },
    say: async (topic: string, said: unknown, retain = true) => {
      await voice.publishAsync(topic, typeof said === 'string' ? said : JSON.stringify(said), { qos: 1, retain })
    },
    /** A device of the book, once it is as wanted. */
    device: (deviceId: string, wanted: (device: DeviceState | undefined) => boolean) =>
      until(() => parts.book.get(idOf(deviceId)), wanted, WAIT_MS),
    /** Ends what there is, and begins anew with the same disk and broker. */
    async again() {
      await end()
      parts = await begin()
    },
    async stop() {
      await end()
      await Promise.all(clients.map((client) => client.endAsync(true)))
      await broker.end()
      folder.remove()
    },
  }
}
export type Stage = Awaited<ReturnType<typeof openStage>>
