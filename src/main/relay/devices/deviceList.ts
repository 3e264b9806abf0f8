import type { MqttDevice, Page } from '../../../contract'
import type { MqttDeviceQuery } from '../../../contract/mqtt'
import { BadCursorError } from '../../plant/listing'
import { naturalOrder } from '../../plant/naturalOrder'

type Place = Pick<MqttDevice, 'broker' | 'deviceId'>
const CURSOR = /^mqtt:([^/]+)\/(.+)$/s

/** By broker and id, numbers in ids by their size. */
export function byPlace(a: Place, b: Place): number {
  const order = naturalOrder(a.broker, b.broker) || naturalOrder(a.deviceId, b.deviceId)
  if (order !== 0) return order
  return a.deviceId < b.deviceId ? -1 : a.deviceId > b.deviceId ? 1 : 0
}

/**
 * A page of devices, which are given in order. Pages neither skip nor repeat what stays as it is.
 * @throws BadCursorError
 */
export function pageOfDevices(devices: readonly MqttDevice[], query: MqttDeviceQuery): Page<MqttDevice> {
  const after = query.cursor === undefined ? null : placeOf(query.cursor)
  const found = devices.filter((device) => (after === null || byPlace(device, after) > 0) && fits(device, query))
  const items = found.slice(0, query.limit)
  return { items, nextCursor: found.length > items.length ? (items.at(-1)?.id ?? null) : null }
}

function placeOf(cursor: string): Place {
  const [, broker, deviceId] = CURSOR.exec(cursor) ?? []
  if (broker === undefined || deviceId === undefined) {
    throw new BadCursorError('The cursor did not come from this list; begin without one.')
  }
  return { broker, deviceId }
}

function fits(device: MqttDevice, { q, broker, module, status }: MqttDeviceQuery): boolean {
  const wanted = q?.trim().toLowerCase() ?? ''
  return (
    (broker === undefined || device.broker === broker) &&
    (module === undefined || device.modules.includes(module)) &&
    (status === undefined || device.status === status) &&
    (wanted === '' ||
      [device.deviceId, device.label, device.site, device.room].some((text) => text?.toLowerCase().includes(wanted)))
  )
}
