import { RETENTION } from '../store/auditChain.mjs'
import type { AuditRepository } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { BY_ITSELF, auditNote } from '../store/auditNote'
import type { HouseSettings } from './houseSettings'
import { createWake } from './wake'

/** Removes what is older than the settings want it, at the start, once a day, and when the settings have changed. */
export type AuditRetention = {
  readonly start: () => void
  /** Fulfilled when what is being removed is. */
  readonly stop: () => Promise<void>
}

const DAY_MS = 24 * 3_600_000
/** Rows in one transaction: others wait for it. */
const AT_ONCE = 1000

export function createAuditRetention(parts: {
  readonly audit: Pick<AuditRepository, 'removeOldest'>
  readonly settings: Pick<HouseSettings, 'get' | 'onChange'>
  readonly clock: Clock
  readonly logger: Logger
}): AuditRetention {
  const { audit, settings, clock, logger } = parts
  const wake = createWake(clock, look)
  let days: number | null = null
  let isOver = false
  let removing: Promise<void> = Promise.resolve()
  let endListening = (): void => undefined

  function look(): void {
    wake.at(clock.now() + DAY_MS)
    days = settings.get().audit.retentionDays
    removing = removing.then(remove).catch((error: unknown) => {
      logger.error('Old rows of the audit could not be removed', { error })
    })
  }

  async function remove(): Promise<void> {
    for (;;) {
      const wanted = settings.get().audit.retentionDays
      if (isOver || wanted === null) return
      const before = timestamp(clock.now() - wanted * DAY_MS)
      const removed = await audit.removeOldest(before, AT_ONCE, ({ rows, through, at }) =>
        auditNote(
          BY_ITSELF,
          RETENTION,
          null,
          `${rows === 1 ? 'One row' : `${String(rows)} rows`} of the audit removed, the last of ${at}: kept for ${inDays(wanted)}`,
          { rows, through, before, retentionDays: wanted },
        ),
      )
      if (removed === null || removed.rows < AT_ONCE) return
    }
  }

  return {
    start() {
      endListening = settings.onChange(() => {
        if (settings.get().audit.retentionDays !== days) look()
      })
      look()
    },
    async stop() {
      isOver = true
      endListening()
      wake.stop()
      await removing
    },
  }
}

function inDays(days: number): string {
  return days === 1 ? 'one day' : `${String(days)} days`
}
