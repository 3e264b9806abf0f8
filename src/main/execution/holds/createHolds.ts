import type { Hold, Id } from '../../../contract'
import { unitOf } from '../../plant/deviceIds'
import type { Plant } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import type { DocumentRepository, NewAuditRow, StoredHold } from '../../store/repositories'
import type { Clock } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import { BY_ITSELF, auditNote } from '../../store/auditNote'
import { createKeptDocuments } from '../../store/keptDocuments'
import { createWake } from '../wake'
import type { Holds } from './holds'

/** How long to wait before a hold that is over is taken off the disk again, when that failed, ms. */
const RETRY_MS = 30_000

/** Holds with an end are gone at that moment for the guard; disk, plant and windows follow. */
export function createHolds(parts: {
  readonly repository: DocumentRepository<StoredHold>
  readonly plant: Pick<Plant, 'setMarks' | 'get'>
  readonly clock: Clock
  readonly logger: Logger
}): Holds {
  const { repository, plant, clock, logger } = parts
  const kept = createKeptDocuments(repository)
  const wake = createWake(clock, () => void expire())

  const isOver = ({ until }: Hold): boolean => until !== null && Date.parse(until) <= clock.now()

  function mark(receiverId: Id): void {
    const stored = kept.get(receiverId)
    plant.setMarks(receiverId, { lock: stored === undefined ? null : holdOf(stored) })
  }

  function waitForNext(): void {
    const ends = kept.all().flatMap(({ until }) => (until === null ? [] : [Date.parse(until)]))
    wake.at(ends.length === 0 ? null : Math.min(...ends))
  }

  async function expire(): Promise<void> {
    try {
      await kept.inTurn(async (pen) => {
        for (const stored of kept.all().filter(isOver)) {
          await pen.remove(stored.id, [expiryRow(stored)])
          mark(stored.id)
        }
      })
      waitForNext()
    } catch (error) {
      logger.error('A destination that is free again could not be written to the disk', { error })
      wake.at(clock.now() + RETRY_MS)
    }
  }

  function expiryRow(stored: StoredHold): NewAuditRow {
    const { id, kind, owner } = stored
    // A device that is reserved need not have an input of its own in the plant.
    const entry = plant.get(id) ?? plant.get(unitOf(id)?.deviceId ?? id)
    const name = entry === undefined ? id : entryName(entry)
    const summary = `${name}: the ${WORDS[kind]} by ${owner.name} has ended`
    const what = kind === 'lease' ? 'lease.expire' : 'lock.expire'
    return auditNote(BY_ITSELF, what, id, summary, { hold: holdOf(stored) })
  }

  return {
    of(receiverId) {
      const stored = kept.get(receiverId)
      return stored === undefined || isOver(stored) ? null : holdOf(stored)
    },
    all: () =>
      kept
        .all()
        .filter((stored) => !isOver(stored))
        .map((stored) => ({ ...holdOf(stored), receiverId: stored.id })),
    place: (receiverId, hold, audit) =>
      kept.inTurn(async (pen) => {
        await pen.put({ ...hold, id: receiverId }, audit)
        mark(receiverId)
        waitForNext()
      }),
    release: (receiverId, audit) =>
      kept.inTurn(async (pen) => {
        await pen.remove(receiverId, audit)
        mark(receiverId)
        waitForNext()
      }),
    onChange: kept.onChange,
    async start() {
      await kept.start()
      await expire()
      for (const { id } of kept.all()) mark(id)
    },
    stop: wake.stop,
  }
}

const WORDS: Readonly<Record<Hold['kind'], string>> = { lock: 'lock', protect: 'protection', lease: 'reservation' }

function holdOf({ kind, owner, reason, since, until }: StoredHold): Hold {
  return { kind, owner, reason, since, until }
}
