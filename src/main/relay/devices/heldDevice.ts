import type { Id, MqttDevice } from '../../../contract'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import type { DeviceName } from '../../plant/deviceIds'
import type { StoredMqttDevice } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import type { Heartbeat } from './heartbeat'
import type { DeviceMeta } from './readMeta'
import type { DeviceStatus } from './readStatus'

type Json = Readonly<Record<string, unknown>>

/** All that is known of a device. The map's own, changed in place; times in epoch ms. */
export type HeldDevice = {
  readonly id: Id
  readonly name: DeviceName
  /** Null: it has not said who it is, or took it back. */
  meta: DeviceMeta | null
  /** Null: it has not said how it is, or took it back. */
  status: DeviceStatus | null
  /** Something came of it since its broker was connected. */
  isHeard: boolean
  /** Why it counts as silent, as a sentence; null while it does not. */
  silence: string | null
  heartbeat: Heartbeat
  seenAt: number | null
  /** What was wrong with the last that came on each of its topics, as sentences. */
  wrongMeta: string | null
  wrongStatus: string | null
  /** That two devices go by its id, and when that was last seen. */
  conflict: { readonly text: string; readonly at: number } | null
  /** What others are given of it, until it changes. */
  shown: DeviceState | null
  /** It is among those that changed. */
  isChanged: boolean
}

const NOTHING: Json = Object.freeze({})
const NONE: readonly string[] = Object.freeze([])

/** Why it is offline, as a sentence; null: it is online. `broker`: why its broker is out of reach, or null. */
export function offlineReason(held: HeldDevice, broker: string | null): string | null {
  if (broker !== null) return broker
  if (!held.isHeard) return 'It has not been heard since its broker was connected.'
  if (held.status?.isOnline === false) return 'Its broker says that it is offline: it left, or its connection broke.'
  return held.silence
}

/** As drivers and modules see it. */
export function deviceStateOf(held: HeldDevice, broker: string | null): DeviceState {
  if (held.shown !== null) return held.shown
  const { id, name, meta, status } = held
  const problem = offlineReason(held, broker)
  const shown: DeviceState = {
    id,
    broker: name.broker,
    deviceId: name.deviceId,
    label: meta?.label ?? name.deviceId,
    modules: meta?.modules ?? NONE,
    online: problem === null,
    problem,
    meta: meta?.whole ?? NOTHING,
    state: status?.whole ?? NOTHING,
  }
  held.shown = shown
  return shown
}

/** As the contract says it. */
export function mqttDeviceOf(held: HeldDevice, broker: string | null): MqttDevice {
  const { online, problem, modules, meta, state, ...name } = deviceStateOf(held, broker)
  return {
    ...name,
    modules: [...modules],
    meta: { ...meta },
    state: { ...state },
    site: held.meta?.site ?? null,
    room: held.meta?.room ?? null,
    status: online ? 'online' : 'offline',
    problem: inOne(problem, complaint(held)) ?? (online ? gap(held) : null),
    seenAt: held.seenAt === null ? null : timestamp(held.seenAt),
  }
}

/** As it is kept for the next start. */
export function storedDeviceOf(held: HeldDevice): StoredMqttDevice {
  const { id, name, meta, status, seenAt, heartbeat, silence } = held
  return {
    id,
    ...name,
    meta: meta?.whole ?? null,
    state: status?.whole ?? null,
    seenAt: seenAt === null ? null : timestamp(seenAt),
    pauseMs: heartbeat.pauseMs,
    silence,
  }
}

/** What is wrong with what it says, as a sentence. */
function complaint({ conflict, wrongMeta, wrongStatus }: HeldDevice): string | null {
  return conflict?.text ?? wrongMeta ?? wrongStatus
}

/** What an online device has not said. */
function gap({ meta, status }: HeldDevice): string | null {
  if (status === null) return 'It has not said yet how it is.'
  return meta === null ? 'It has not said yet what it is.' : null
}

function inOne(first: string | null, second: string | null): string | null {
  return first === null || second === null ? (first ?? second) : `${first} ${second}`
}
