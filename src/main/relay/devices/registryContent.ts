import type { Id } from '../../../contract'
import type { DeviceState } from '../../drivers/mqtt/deviceLine'
import { deviceIdOf, unitOf } from '../../plant/deviceIds'

/** A lease as others on the broker see it. `until`: ISO 8601. */
export type RegistryLock = { readonly owner: string; readonly until: string }

/** What is published besides the devices. None of it throws. */
export type RegistryPorts = {
  /** By the id of the unit, `<module>:<broker>/<device id>`. */
  readonly locks: () => readonly { readonly id: Id; readonly lock: RegistryLock }[]
  /** Names of the modules that run. */
  readonly modules: () => readonly string[]
  readonly onChange: (listener: () => void) => () => void
}

/** `{devices, locks, modules, ts}` of a broker: devices by their own ids, locks by `<module>:<device id>`. */
export type RegistrySnapshot = {
  readonly devices: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly locks: Readonly<Record<string, RegistryLock>>
  readonly modules: readonly string[]
  readonly ts: string
}

type Said = Pick<RegistryPorts, 'locks' | 'modules'>

/** What is published for a broker, without its time. */
export function registryOf(broker: string, devices: readonly DeviceState[], ports: Said): Omit<RegistrySnapshot, 'ts'> {
  const own = devices.filter((device) => device.broker === broker)
  // An id may be any text: these are the object's own entries, whatever they are called.
  return {
    devices: Object.fromEntries(own.map((device) => [device.deviceId, mergedDevice(device)])),
    ...restOf(broker, ports),
  }
}

/** What is published besides the devices. */
export function restOf(broker: string, ports: Said): Pick<RegistrySnapshot, 'locks' | 'modules'> {
  const prefix = deviceIdOf({ broker, deviceId: '' })
  const locks = ports.locks().flatMap(({ id, lock }): [string, RegistryLock][] => {
    const unit = unitOf(id)
    if (unit?.deviceId.startsWith(prefix) !== true) return []
    return [[`${unit.module}:${unit.deviceId.slice(prefix.length)}`, lock]]
  })
  return { locks: Object.fromEntries(locks), modules: ports.modules() }
}

/** What a device says of itself and how it is, in one; its id is that of its topics, and whether it is there our own word. */
export function mergedDevice(device: DeviceState): Readonly<Record<string, unknown>> {
  const { deviceId, meta, state, online, problem } = device
  return { ...meta, ...state, device_id: deviceId, online, problem }
}
