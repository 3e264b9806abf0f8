import type { Id } from '../../../contract'
import type { MqttDeviceRepository, StoredMqttDevice } from '../../store/repositories'
import type { Logger } from '../../telemetry/logger'

/** Brings what is known of devices to the disk, now and then and not at each message. */
export type DeviceKeeper = {
  /** These changed, or are gone. */
  readonly note: (ids: readonly Id[]) => void
  /** Writes what has not been written. */
  readonly stop: () => Promise<void>
}

/** `nowOf`: how a device is to be kept; null: it is gone. `everyMs`: between two writes. */
export function createDeviceKeeper(parts: {
  readonly repository: Pick<MqttDeviceRepository, 'write'>
  readonly nowOf: (id: Id) => StoredMqttDevice | null
  readonly everyMs: number
  readonly logger: Logger
}): DeviceKeeper {
  const { repository, nowOf, everyMs, logger } = parts
  let due = new Set<Id>()
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  let isFailing = false

  function soon(): void {
    timer ??= setTimeout(() => {
      timer = null
      writing = writing.then(write)
    }, everyMs)
  }

  async function write(): Promise<void> {
    if (due.size === 0) return
    const ids = due
    due = new Set()
    const put: StoredMqttDevice[] = []
    const gone: Id[] = []
    for (const id of ids) {
      const device = nowOf(id)
      if (device === null) gone.push(id)
      else put.push(device)
    }
    try {
      await repository.write(put, gone)
      isFailing = false
    } catch (error) {
      if (!isFailing) logger.error('The devices on MQTT could not be kept', { error })
      isFailing = true
      for (const id of ids) due.add(id)
      if (!isOver) soon()
    }
  }

  let isOver = false
  return {
    note(ids) {
      for (const id of ids) due.add(id)
      soon()
    },
    async stop() {
      isOver = true
      if (timer !== null) clearTimeout(timer)
      timer = null
      await writing
      await write()
    },
  }
}
