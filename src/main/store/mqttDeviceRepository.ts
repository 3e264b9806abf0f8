import type { Kysely } from 'kysely'
import { z } from 'zod'
import { Id } from '../../contract'
import { inChunks } from './chunks'
import type { MqttDeviceRepository, StoredMqttDevice } from './repositories'
import type { Tables } from './tables'
import type { WriteQueue } from './writeQueue'

const Said = z.record(z.string(), z.unknown()).nullable()

const Device: z.ZodType<StoredMqttDevice> = z.object({
  id: Id,
  broker: z.string(),
  deviceId: z.string(),
  meta: Said,
  state: Said,
  seenAt: z.iso.datetime().nullable(),
  pauseMs: z.number().nullable(),
  silence: z.string().nullable(),
})

/**
 * The devices on MQTT, each kept whole as JSON. A row that cannot be understood is left out, which `warn` is told: the
 * device says all of it again.
 */
export function createMqttDeviceRepository(
  db: Kysely<Tables>,
  queue: WriteQueue,
  warn: (message: string) => void,
): MqttDeviceRepository {
  return {
    all: async () => {
      const rows = await db.selectFrom('mqtt_devices').select(['id', 'body']).orderBy('id').execute()
      return rows.flatMap(({ id, body }) => {
        const device = read(body)
        if (device === null) warn(`The MQTT device ${id} in the database cannot be understood; it is left out.`)
        return device ?? []
      })
    },
    write: (put, remove) => {
      const rows = put.map((device) => ({ id: device.id, body: JSON.stringify(device) }))
      return queue.write(async (transaction) => {
        for (const chunk of inChunks(rows)) {
          await transaction
            .insertInto('mqtt_devices')
            .values(chunk)
            .onConflict((conflict) => conflict.column('id').doUpdateSet((eb) => ({ body: eb.ref('excluded.body') })))
            .execute()
        }
        for (const chunk of inChunks(remove)) {
          await transaction.deleteFrom('mqtt_devices').where('id', 'in', chunk).execute()
        }
      })
    },
  }
}

function read(body: string): StoredMqttDevice | null {
  try {
    return Device.parse(JSON.parse(body))
  } catch {
    return null
  }
}
