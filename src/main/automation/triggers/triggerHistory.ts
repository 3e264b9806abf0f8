import type { Id, TriggerRecord } from '../../../contract'
import type { DocumentRepository, StoredTriggerHistory } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import type { Facts } from './occurrenceFacts'

/** What became of the events of triggers. */
export type TriggerHistory = {
  readonly add: (triggerId: Id, record: Omit<TriggerRecord, 'count'>) => void
  /** Counts what is like the last of its trigger there; false: it is not. */
  readonly again: (triggerId: Id, reason: TriggerRecord['reason'], key: string | null, text: string) => boolean
  /** Newest first. */
  readonly of: (triggerId: Id, limit: number) => readonly TriggerRecord[]
  /** When it last fired, ISO 8601; null: not that it is known. */
  readonly lastFired: (triggerId: Id) => string | null
  readonly forget: (triggerId: Id) => Promise<void>
  readonly start: () => Promise<void>
  /** What is not on disk yet is written. */
  readonly stop: () => Promise<void>
}

export const HISTORY_KEPT = 200
/** How long it may be before it is on disk, ms: firings themselves are in the audit at once. */
const WRITE_MS = 10_000
const LONGEST_FACTS = 4_000
const LONGEST_TEXT = 300

export function createTriggerHistory(
  repository: DocumentRepository<StoredTriggerHistory>,
  clock: Clock,
  logger: Logger,
): TriggerHistory {
  const histories = new Map<Id, TriggerRecord[]>()
  const dirty = new Set<Id>()
  let timer: NodeJS.Timeout | null = null

  async function write(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const ids = [...dirty]
    dirty.clear()
    try {
      await Promise.all(ids.map((id) => repository.put({ id, records: [...(histories.get(id) ?? [])] }, [])))
    } catch (error) {
      logger.warn('The history of triggers could not be written', { error })
    }
  }

  function soon(triggerId: Id): void {
    dirty.add(triggerId)
    timer ??= setTimeout(() => void write(), WRITE_MS)
  }

  return {
    add(triggerId, record) {
      const records = histories.get(triggerId) ?? []
      histories.set(triggerId, records)
      records.push({ ...record, facts: shortened(record.facts), count: 1 })
      if (records.length > HISTORY_KEPT) records.splice(0, records.length - HISTORY_KEPT)
      soon(triggerId)
    },
    again(triggerId, reason, key, text) {
      const records = histories.get(triggerId)
      const last = records?.at(-1)
      if (records === undefined || last?.outcome !== 'suppressed') return false
      if (last.reason !== reason || last.key !== key || last.text !== text) return false
      records[records.length - 1] = { ...last, at: timestamp(clock.now()), count: last.count + 1 }
      soon(triggerId)
      return true
    },
    of: (triggerId, limit) => (histories.get(triggerId) ?? []).slice(-limit).reverse(),
    lastFired: (triggerId) => histories.get(triggerId)?.findLast(({ outcome }) => outcome === 'fired')?.at ?? null,
    async forget(triggerId) {
      histories.delete(triggerId)
      dirty.delete(triggerId)
      await repository.remove(triggerId, [])
    },
    async start() {
      for (const { id, records } of await repository.all()) histories.set(id, [...records])
    },
    stop: write,
  }
}

/** Facts that can be kept: a payload may have a megabyte. */
function shortened(facts: Facts): Record<string, unknown> {
  if (JSON.stringify(facts).length <= LONGEST_FACTS) return { ...facts }
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => {
      const text = JSON.stringify(value) ?? ''
      return [name, text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : value]
    }),
  )
}
