import type { Id } from '../../contract'

/** A device on MQTT by the name of its broker and what it calls itself. */
export type DeviceName = { readonly broker: string; readonly deviceId: string }

const DEVICE = 'mqtt:'

/** The id of a device on MQTT in the plant: `mqtt:<broker>/<device id>`. */
export function deviceIdOf({ broker, deviceId }: DeviceName): Id {
  return `${DEVICE}${broker}/${deviceId}`
}

/** The id of the broker's node in the plant. */
export function brokerNodeIdOf(broker: string): Id {
  return `${DEVICE}${broker}`
}

/**
 * The id of what a module drives on a device, `<module>:<broker>/<device id>`: what is reserved, and where the device has
 * an input also the id of its receiver.
 */
export function unitIdOf(module: string, deviceId: Id): Id {
  return `${module}:${deviceId.startsWith(DEVICE) ? deviceId.slice(DEVICE.length) : deviceId}`
}

/** Which module and device a unit is; null for an id that is none. */
export function unitOf(id: Id): { readonly module: string; readonly deviceId: Id } | null {
  const [, module, rest] = /^([a-z][a-z0-9-]*):([^/]+\/.+)$/.exec(id) ?? []
  return module === undefined || rest === undefined || module === 'mqtt'
    ? null
    : { module, deviceId: `${DEVICE}${rest}` }
}

const MODULE = 'module:'

/** The id of the node that a module's sources stand on. */
export function moduleNodeIdOf(module: string): Id {
  return `${MODULE}${module}`
}

/** Whether a node stands for a broker or a module: it has no Node API. */
export function isNodeOfMqtt(nodeId: Id): boolean {
  return nodeId.startsWith(DEVICE) || nodeId.startsWith(MODULE)
}
