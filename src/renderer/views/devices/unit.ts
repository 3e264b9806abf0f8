import type { Id } from '../../../contract'

/**
 * The id of a device's input of a module, in the picture and as what is reserved: `ndi:lab/rpi-01` of `mqtt:lab/rpi-01`.
 * Null for what is no device on MQTT.
 */
export function unitIdOf(module: string, deviceId: Id): Id | null {
  const [, rest] = /^mqtt:(.+)$/.exec(deviceId) ?? []
  return rest === undefined ? null : `${module}:${rest}`
}
