import { auditNote } from '../store/auditNote'
import type { AuditRepository } from '../store/repositories'
import { timestamp } from '../telemetry/clock'
import type { DeviceBook } from '../relay/devices/createDeviceBook'
import { pageOfDevices } from '../relay/devices/deviceList'
import type { Inspector } from '../relay/inspector/createInspector'
import { notFound } from './apiErrors'
import type { Doors } from './doors'

/** The devices on MQTT: what they say of themselves, and how they are. */
export function mqttDeviceProcedures(
  { viewer, operator }: Doors,
  parts: {
    readonly devices: Pick<DeviceBook, 'list' | 'view' | 'remove'>
    readonly store: { readonly audit: Pick<AuditRepository, 'append'> }
  },
) {
  const { devices, store } = parts

  function known(id: string) {
    const device = devices.view(id)
    if (device === undefined) throw notFound('device on MQTT', id)
    return device
  }

  return {
    list: viewer.mqttDevices.list.handler(({ input }) => {
      const { items, nextCursor } = pageOfDevices(devices.list(), input)
      return { items: [...items], nextCursor }
    }),
    get: viewer.mqttDevices.get.handler(({ input: { id } }) => known(id)),
    forget: operator.mqttDevices.forget.handler(async ({ input: { id }, context }) => {
      const { label } = known(id)
      devices.remove(id)
      await store.audit.append([auditNote(context, 'device.forget', id, `${label} forgotten`, {})])
      return { done: true as const }
    }),
  }
}

/** What goes over the brokers. */
export function mqttTopicsProcedure(
  { viewer }: Doors,
  { inspector }: { readonly inspector: Pick<Inspector, 'topics'> },
) {
  return viewer.mqttTopics.handler(({ input: { broker, q, limit } }) => {
    const { items, since, ...counts } = inspector.topics({ broker: broker ?? null, q, limit })
    return { items: [...items], ...counts, since: timestamp(since) }
  })
}
