import type { Id, Settings } from '../../contract'
import { RETENTION } from '../store/auditChain.mjs'
import type { AuditRepository } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { BY_ITSELF, auditNote } from '../store/auditNote'
import type { Execution } from './execution'
import type { HouseSettings } from './houseSettings'
import { createWake } from './wake'

/**
 * Removes what is older than the settings want it, at the start, once a day, and when the settings have changed: rows of
 * the audit, and dry runs that nobody approved.
 */
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
  readonly execution: Pick<Execution, 'forgetPlans'>
  /** Stored runs that are booked for a later time. */
  readonly bookedRuns: () => ReadonlySet<Id>
  readonly settings: Pick<HouseSettings, 'get' | 'onChange'>
  readonly clock: Clock
  readonly logger: Logger
}): AuditRetention {
  const { audit, execution, bookedRuns, settings, clock, logger } = parts
  const wake = createWake(clock, look)
  let looked: Settings['audit'] | null = null
  let isOver = false
  let removing: Promise<void> = Promise.resolve()
  let endListening = (): void => undefined

  function look(): void {
    wake.at(clock.now() + DAY_MS)
    looked = settings.get().audit
    removing = removing
      .then(forget)
      .catch((error: unknown) => {
        logger.error('Old dry runs could not be removed', { error })
      })
      .then(remove)
      .catch((error: unknown) => {
        logger.error('Old rows of the audit could not be removed', { error })
      })
  }

  async function forget(): Promise<void> {
    const { plansDays } = settings.get().audit
    if (isOver) return
    const before = timestamp(clock.now() - plansDays * DAY_MS)
    const booked = bookedRuns()
    await execution.forgetPlans(
      before,
      (id) => booked.has(id),
      (count) =>
        `${count === 1 ? 'One dry run' : `${String(count)} dry runs`} forgotten: nobody approved them in ${inDays(plansDays)}`,
    )
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
        const { retentionDays, plansDays } = settings.get().audit
        if (retentionDays !== looked?.retentionDays || plansDays !== looked.plansDays) look()
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
