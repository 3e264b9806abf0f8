import type { Finding, Hold, Id } from '../../../contract'
import { nameOf } from '../../execution/actions'
import type { Holds } from '../../execution/holds/holds'
import { unitOf } from '../../plant/deviceIds'
import type { PlantView } from '../../plant/plant'
import type { Clock } from '../../telemetry/clock'
import { type JobWork, finding } from './job'

const HOUR_MS = 3_600_000
const SOON_MS = 10 * 60_000

const WORDS: Readonly<Record<Hold['kind'], string>> = { lock: 'locked', protect: 'protected', lease: 'reserved' }

/** Locks and leases that end within the hour. */
export function expiringLeasesJob(parts: {
  readonly plant: PlantView
  readonly holds: Pick<Holds, 'all' | 'of'>
  readonly clock: Clock
}): JobWork {
  const { plant, holds, clock } = parts
  return {
    name: 'expiring-leases',
    title: 'Locks and leases that end soon',
    description:
      'Lists locks, protections and leases that end within the next hour; those of the next ten minutes as warnings. Who has locked or protected a destination can keep it for another hour.',
    look(report) {
      const held = holds.all().filter(({ until }) => until !== null)
      report.checked(held.length)
      const soon = held.toSorted((a, b) => (a.until ?? '').localeCompare(b.until ?? ''))
      for (const { receiverId, ...hold } of soon) {
        const leftMs = Date.parse(hold.until ?? '') - clock.now()
        if (leftMs > HOUR_MS) continue
        const name = nameOf(
          plant,
          plant.get(receiverId) === undefined ? (unitOf(receiverId)?.deviceId ?? '') : receiverId,
        )
        const minutes = Math.max(1, Math.ceil(leftMs / 60_000))
        const why = hold.reason === '' ? '' : ` (${hold.reason})`
        const text = `${name === '' ? receiverId : name} is ${WORDS[hold.kind]} by ${hold.owner.name}${why} for ${minutes === 1 ? '1 minute' : `${minutes} minutes`} more.`
        const severity = leftMs <= SOON_MS ? 'warning' : 'info'
        report.find(finding(severity, 'ENDS_SOON', text, [receiverId], anotherHour(receiverId, hold)))
      }
      return Promise.resolve()
    },
    isOver({ fix }) {
      const [action] = fix?.actions ?? []
      if (action === undefined || !('receiverId' in action)) return null
      return holds.of(action.receiverId) === null ? 'It has ended; nobody holds it any more.' : null
    },
  }
}

/** A lease is its owner's to renew. */
function anotherHour(receiverId: Id, { kind, reason }: Hold): Finding['fix'] {
  if (kind === 'lease') return null
  const type = kind === 'lock' ? 'destination.lock' : 'destination.protect'
  return { label: 'Keep it for another hour', actions: [{ type, receiverId, reason, durationS: 3600 }] }
}
