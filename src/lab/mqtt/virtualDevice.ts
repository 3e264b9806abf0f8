import type { Clock } from '../time/clock'
import { createTimers } from '../time/timers'
import type { BrokerAccess } from './brokerAccess'
import { DeviceFaults } from './deviceFaults'
import { createDeviceLink } from './deviceLink'
import { deviceTopics } from './deviceTopics'
import type { Said } from './farewell'

/** Who an MQTT device is. */
export type DeviceIdentity = {
  /** `rpi-01`; also its client id at the broker. */
  readonly id: string
  readonly name: string
  readonly site: string
  readonly room: string
  readonly version: string
}

/** What a power cut leaves of what a device was told. */
export type Memory = 'kept' | 'lost'

/** What a kind of device is and does, behind its connection. */
export type DeviceBody = {
  readonly modules: readonly string[]
  /** Where it is told what to do. */
  readonly commandTopics: readonly string[]
  /** Where it answers. */
  readonly answerTopic: string
  /** What its status says besides that it is online. */
  readonly status: () => Readonly<Record<string, unknown>>
  /** `message` is JSON; what is not is nobody's command. */
  readonly command: (topic: string, message: unknown) => void
  /** After every connect. */
  readonly connected: () => void
  /** The power is gone in the middle of whatever it was doing. */
  readonly powerCut: (memory: Memory) => void
}

/** How a body is heard. */
export type DeviceVoice = {
  /** The moment, as it stands in messages (ISO 8601). */
  readonly now: () => string
  /** Does something later, unless the power is gone by then. */
  readonly after: (ms: number, run: () => void) => void
  /** Publishes the status as it is now, unless the device is to be silent. */
  readonly statusChanged: () => void
  /** Publishes what the device says by itself, unless it is to be silent. */
  readonly say: (topic: string, message: object) => void
  /** Answers a command, late or not at all where the device has that fault. */
  readonly answer: (message: object) => void
  readonly faults: DeviceFaults
  /** Told of what nobody gets an answer to. */
  readonly report: (text: string) => void
}

export type VirtualDeviceOptions = {
  readonly identity: DeviceIdentity
  readonly access: BrokerAccess
  readonly prefix: string
  /** A fresh status so often, ms. */
  readonly heartbeatMs: number
  readonly clock: Clock
  readonly report: (text: string) => void
  readonly body: (voice: DeviceVoice) => DeviceBody
}

/** One device on the broker: its own connection, its meta and status retained, its goodbye as last will. */
export type VirtualDevice = {
  readonly identity: DeviceIdentity
  readonly faults: DeviceFaults
  readonly answerTopic: string
  /** The moment, as it stands in its messages (ISO 8601). */
  readonly now: () => string
  readonly meta: () => Readonly<Record<string, unknown>>
  readonly status: () => Readonly<Record<string, unknown>>
  readonly connected: () => boolean
  /** Rejects where the broker refuses it. */
  readonly open: () => Promise<void>
  /** Says who and how it is. */
  readonly announce: () => void
  /** Publishes this text, whatever it is. */
  readonly publish: (topic: string, text: string, retain: boolean) => void
  /** As when the power fails; `open` brings it back. */
  readonly vanish: (memory: Memory) => void
  /** Clean end; `forgotten` takes what is retained of it away too. */
  readonly close: (forgotten: boolean) => Promise<void>
}

export function createVirtualDevice(options: VirtualDeviceOptions): VirtualDevice {
  const { identity, clock, heartbeatMs, report } = options
  const topics = deviceTopics(options.prefix, identity.id)
  const faults = new DeviceFaults()
  const timers = createTimers(clock)
  const now = (): string => new Date(clock.nowMs()).toISOString()
  const meta = () => ({
    device_id: identity.id,
    name: identity.name,
    modules: body.modules,
    site: identity.site,
    room: identity.room,
    version: identity.version,
    ts: now(),
  })
  const status = () => ({ state: 'online', ts: now(), ...body.status() })
  const offline = (): Said => ({ topic: topics.status, text: JSON.stringify({ state: 'offline', ts: now() }) })

  function statusChanged(): void {
    if (!faults.silent) link.publish(topics.status, JSON.stringify(status()), true)
  }

  function announce(): void {
    link.publish(topics.meta, JSON.stringify(meta()), true)
    statusChanged()
  }

  function beat(): void {
    timers.after(heartbeatMs, () => {
      statusChanged()
      beat()
    })
  }

  const body = options.body({
    now,
    after: timers.after,
    statusChanged,
    say(topic, message) {
      if (!faults.silent) link.publish(topic, JSON.stringify(message), false)
    },
    answer(message) {
      if (faults.unanswered !== undefined) return
      const text = JSON.stringify(message)
      const send = (): void => {
        link.publish(body.answerTopic, text, false)
      }
      if (faults.ackDelayMs > 0) timers.after(faults.ackDelayMs, send)
      else send()
    },
    faults,
    report: (text) => {
      report(`${identity.id}: ${text}`)
    },
  })

  const link = createDeviceLink({
    access: options.access,
    clientId: identity.id,
    topics: body.commandTopics,
    will: offline,
    onMessage(topic, payload) {
      if (faults.unanswered === 'lost') {
        report(`${identity.id}: what came on ${topic} is lost, as it was told to lose it`)
        return
      }
      const message = jsonOf(payload)
      if (message === undefined) report(`${identity.id}: what came on ${topic} is not JSON`)
      else body.command(topic, message)
    },
    onConnect() {
      announce()
      body.connected()
    },
    report,
  })

  return {
    identity,
    faults,
    answerTopic: body.answerTopic,
    now,
    meta,
    status,
    connected: link.connected,
    async open() {
      timers.cancelAll()
      beat()
      await link.open()
    },
    announce,
    publish: link.publish,
    vanish(memory) {
      timers.cancelAll()
      body.powerCut(memory)
      link.vanish()
    },
    async close(forgotten) {
      timers.cancelAll()
      const retained = [topics.meta, topics.status]
      await link.close(forgotten ? retained.map((topic) => ({ topic, text: '' })) : [offline()])
    },
  }
}

function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}
