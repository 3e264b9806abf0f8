import type { Id } from '../../../contract'
import { deviceIdOf } from '../../plant/deviceIds'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { StoredMqttDevice } from '../../store/repositories'
import { isDeviceId } from './deviceNames'
import { NO_HEARTBEAT, afterStatus, heartbeatOf, missedAt } from './heartbeat'
import { type HeldDevice, offlineReason } from './heldDevice'
import { readPayload } from './payload'
import { type DeviceMeta, metaFrom, readMeta } from './readMeta'
import { type DeviceStatus, isSameStatus, isSameWhole, statusFrom, readStatus } from './readStatus'

/** What came on `<prefix>/device/<deviceId>/meta` or `…/status`. */
export type DeviceMessage = {
  readonly broker: string
  readonly deviceId: string
  readonly about: 'meta' | 'status'
  readonly payload: Buffer
  readonly retained: boolean
}

/** Something that was not taken, as a sentence; `key`: what it is about, so that it is not said over and over. */
export type Refusal = {
  readonly key: string
  readonly text: string
  readonly context: Readonly<Record<string, unknown>>
}

export type DeviceMapParts = {
  /** Epoch ms. */
  readonly now: () => number
  /** The first device since the last `takeChanged` is otherwise, by more than the time of its last word, or gone. */
  readonly onChange: () => void
  readonly onRefused: (refusal: Refusal) => void
}

/** Devices by broker and by what their topics call them. It hears and looks when it is told to. */
export type DeviceMap = {
  readonly hear: (message: DeviceMessage) => void
  /** Why a broker is out of reach, as a sentence; null: it is live. Whoever is on it has to be heard anew. */
  readonly setStanding: (broker: string, problem: string | null) => void
  readonly standing: (broker: string) => string | null
  /** Who says nothing any more is silent. `silentMs` null: nobody is. */
  readonly look: (silentMs: number | null) => void
  /** Time has passed in which nothing could be heard: nobody is missed for it. */
  readonly excuse: () => void
  readonly restore: (devices: readonly StoredMqttDevice[]) => void
  /** Those that are otherwise or gone since this was asked last. */
  readonly takeChanged: () => readonly Id[]
  readonly get: (id: Id) => HeldDevice | undefined
  /** The JSON of a device's state as it came; null where it did not come as that, or the device is otherwise by now. */
  readonly stateText: (device: DeviceState) => string | null
  readonly all: () => Iterable<HeldDevice>
  readonly remove: (id: Id) => void
  /** Messages that were not taken. */
  readonly refused: () => number
}

/** Of one broker: whoever publishes ids at random must not fill the memory. */
const MOST_DEVICES = 20_000
/** How long it is said that two devices went by one id, ms. */
const CONFLICT_MS = 600_000
const NOT_FOLLOWED = 'Its broker is not used for devices any more.'

export function createDeviceMap({ now, onChange, onRefused }: DeviceMapParts): DeviceMap {
  const byId = new Map<Id, HeldDevice>()
  const byBroker = new Map<string, Map<string, HeldDevice>>()
  /** A broker that is not in it is not followed. */
  const standings = new Map<string, string | null>()
  let changed: HeldDevice[] = []
  let refused = 0

  const standing = (broker: string): string | null => {
    const known = standings.get(broker)
    return known === undefined ? NOT_FOLLOWED : known
  }

  function change(held: HeldDevice): void {
    held.shown = null
    if (held.isChanged) return
    held.isChanged = true
    changed.push(held)
    if (changed.length === 1) onChange()
  }

  function refuse(refusal: Refusal): void {
    refused += 1
    onRefused(refusal)
  }

  function devicesOf(broker: string): Map<string, HeldDevice> {
    const known = byBroker.get(broker)
    if (known !== undefined) return known
    const made = new Map<string, HeldDevice>()
    byBroker.set(broker, made)
    return made
  }

  /** @returns null when it cannot be held */
  function hold(broker: string, deviceId: string): HeldDevice | null {
    const devices = devicesOf(broker)
    const known = devices.get(deviceId)
    if (known !== undefined) return known
    if (devices.size >= MOST_DEVICES) {
      const text = `More than ${String(MOST_DEVICES)} devices speak on one broker; others are left out.`
      refuse({ key: `${broker}: most`, text, context: { broker } })
      return null
    }
    const held: HeldDevice = {
      id: deviceIdOf({ broker, deviceId }),
      name: { broker, deviceId },
      meta: null,
      status: null,
      isHeard: false,
      silence: null,
      heartbeat: NO_HEARTBEAT,
      seenAt: null,
      wrongMeta: null,
      wrongStatus: null,
      conflict: null,
      shown: null,
      isChanged: false,
    }
    devices.set(deviceId, held)
    byId.set(held.id, held)
    return held
  }

  function drop(held: HeldDevice): void {
    byId.delete(held.id)
    byBroker.get(held.name.broker)?.delete(held.name.deviceId)
    change(held)
  }

  function takeBack(held: HeldDevice | undefined, about: DeviceMessage['about']): void {
    if (held === undefined) return
    if (about === 'meta') held.meta = null
    else held.status = null
    if (held.meta === null && held.status === null) drop(held)
    else change(held)
  }

  /** What does not fit leaves what was good before. */
  function complain(message: DeviceMessage, held: HeldDevice | undefined, text: string): void {
    const { broker, deviceId, about } = message
    refuse({ key: `${broker}/${deviceId}/${about}`, text, context: { broker, deviceId, topic: about } })
    if (held === undefined) return
    const before = about === 'meta' ? held.wrongMeta : held.wrongStatus
    if (before === text) return
    if (about === 'meta') held.wrongMeta = text
    else held.wrongStatus = text
    change(held)
  }

  function hearMeta(message: DeviceMessage, held: HeldDevice, meta: DeviceMeta): void {
    const before = held.meta
    const isOther = before?.serial != null && meta.serial !== null && before.serial !== meta.serial
    if (isOther && offlineReason(held, standing(message.broker)) === null) {
      const text =
        `Two devices go by “${held.name.deviceId}”: serial ${before.serial ?? ''} and serial ${meta.serial ?? ''}. ` +
        'The first counts until it is offline.'
      refuse({ key: `${held.id}: two`, text, context: held.name })
      held.conflict = { text, at: now() }
      change(held)
      return
    }
    const isNews = before === null || !isSameWhole(before.whole, meta.whole) || held.wrongMeta !== null
    if (isNews) held.meta = meta
    held.wrongMeta = null
    const wasHeard = held.isHeard
    alive(message, held, meta.whole, now())
    if (isNews || !wasHeard) change(held)
  }

  function hearStatus(message: DeviceMessage, held: HeldDevice, status: DeviceStatus): void {
    const before = held.status
    const at = now()
    // What the broker has kept of one that has fallen silent is what it said before it did.
    if (message.retained && held.silence !== null && before !== null && isSameWhole(before.whole, status.whole)) {
      held.isHeard = true
      return
    }
    const isNew = before === null || !isSameStatus(before.whole, status.whole)
    // A will knows nothing but that it is offline: what was known besides is still the last that is known.
    held.status =
      status.isOnline || before === null
        ? status
        : { ...status, whole: { ...before.whole, ...status.whole }, text: null }
    const isSeen = isNew || held.wrongStatus !== null || held.silence !== null || !held.isHeard
    held.wrongStatus = null
    held.silence = null
    if (!status.isOnline) held.heartbeat = { ...held.heartbeat, lastAt: null }
    else if (!message.retained) held.heartbeat = afterStatus(held.heartbeat, at, isNew)
    else if (held.heartbeat.lastAt === null) held.heartbeat = { ...held.heartbeat, lastAt: at }
    alive(message, held, status.whole, at)
    if (isSeen) change(held)
  }

  function alive({ retained }: DeviceMessage, held: HeldDevice, whole: DeviceStatus['whole'], at: number): void {
    held.isHeard = true
    held.shown = null
    held.seenAt = retained ? (saidAt(whole, at) ?? held.seenAt) : at
  }

  function isItself(message: DeviceMessage, claims: string | null): boolean {
    const { deviceId, about, broker } = message
    if (claims === null || claims === deviceId) return true
    const text =
      `On the topics of “${deviceId}”, something calls itself “${claims.slice(0, 100)}”; ` +
      `its ${about} is not taken.`
    // Somebody has to see it, also where nothing else is known under this id.
    complain(message, hold(broker, deviceId) ?? undefined, text)
    return false
  }

  return {
    hear(message) {
      const { broker, deviceId, about, payload } = message
      const known = byBroker.get(broker)?.get(deviceId)
      if (known === undefined && !isDeviceId(deviceId)) {
        const text =
          'A device has an id that cannot be used: 1 to 100 characters, no wildcard and no control character.'
        refuse({ key: `${broker}: id`, text, context: { broker, deviceId: deviceId.slice(0, 100) } })
        return
      }
      const given = readPayload(payload)
      if (given.kind === 'empty') {
        takeBack(known, about)
        return
      }
      const read = about === 'meta' ? readMeta(given) : readStatus(given)
      if ('fault' in read) {
        complain(message, known, `The last ${about} of “${deviceId}” ${read.fault}.`)
        return
      }
      const { claims } = 'meta' in read ? read.meta : read.status
      if (!isItself(message, claims)) return
      const held = known ?? hold(broker, deviceId)
      if (held === null) return
      if ('meta' in read) hearMeta(message, held, read.meta)
      else hearStatus(message, held, read.status)
    },
    setStanding(broker, problem) {
      const before = standings.get(broker)
      if (before === problem) return
      standings.set(broker, problem)
      for (const held of byBroker.get(broker)?.values() ?? []) {
        held.isHeard = false
        held.heartbeat = { ...held.heartbeat, lastAt: null }
        change(held)
      }
    },
    standing,
    look(silentMs) {
      const at = now()
      for (const held of byId.values()) {
        if (held.conflict !== null && at - held.conflict.at > CONFLICT_MS) {
          held.conflict = null
          change(held)
        }
        const due = missedAt(held.heartbeat, silentMs)
        if (due === null || due > at || !held.isHeard) continue
        const every = inSeconds(held.heartbeat.pauseMs ?? 0)
        const { lastAt } = held.heartbeat
        held.silence = `It has said nothing for ${inSeconds(at - (lastAt ?? at))}; before, it spoke every ${every}.`
        held.heartbeat = { ...held.heartbeat, lastAt: null }
        change(held)
      }
    },
    excuse() {
      const at = now()
      for (const held of byId.values()) {
        if (held.heartbeat.lastAt !== null) held.heartbeat = { ...held.heartbeat, lastAt: at }
      }
    },
    restore(devices) {
      for (const { broker, deviceId, meta, state, seenAt, pauseMs, silence } of devices) {
        const held = isDeviceId(deviceId) ? hold(broker, deviceId) : null
        if (held === null) continue
        held.meta = meta === null ? null : metaFrom(meta)
        held.status = state === null ? null : statusFrom(state)
        held.seenAt = seenAt === null ? null : Date.parse(seenAt)
        held.heartbeat = heartbeatOf(pauseMs)
        held.silence = silence
        change(held)
      }
    },
    takeChanged() {
      const ids = changed.map((held) => {
        held.isChanged = false
        return held.id
      })
      changed = []
      return ids
    },
    get: (id) => byId.get(id),
    stateText(device) {
      const held = byId.get(device.id)
      return held?.shown === device ? (held.status?.text ?? null) : null
    },
    all: () => byId.values(),
    remove(id) {
      const held = byId.get(id)
      if (held !== undefined) drop(held)
    },
    refused: () => refused,
  }
}

/** The time in a retained message, epoch ms; null where it names none that can be. */
function saidAt({ ts, timestamp: named }: Readonly<Record<string, unknown>>, now: number): number | null {
  const given = ts ?? named
  const at = typeof given === 'string' ? Date.parse(given) : Number.NaN
  return at >= 0 && at <= now ? at : null
}

function inSeconds(ms: number): string {
  return `${String(Math.max(1, Math.round(ms / 1000)))} s`
}
