import { useState } from 'react'
import type { Id, Schedule } from '../../../../contract'
import { client } from '../../../app/client'
import { Button } from '../../../components/Button'
import { useNow } from '../../../components/now'
import { Problem } from '../../../components/Problem'
import { Section } from '../../../components/Section'
import { lengthText, whenText } from '../../../components/timeText'
import { problemOf } from '../../../state/problem'
import { useSchedules } from '../../../state/schedules'
import { isAtLeast, useActor } from '../../../state/session'
import styles from './Inspector.module.css'

/** Later ones than these are a number. */
const SHOWN = 5

function Item({ schedule }: { readonly schedule: Schedule }) {
  const now = useNow()
  const may = isAtLeast(useActor(), 'operator')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const due = Date.parse(schedule.at) - now
  return (
    <li>
      <p>
        <span>
          <b>{whenText(schedule.at, now)}</b> {schedule.label === '' ? schedule.summary : schedule.label}{' '}
          <span className="faint">
            {due > 0 ? `in ${lengthText(due)}` : 'now'} · {schedule.actor.name}
          </span>
        </span>
        {may && schedule.state === 'waiting' && (
          <Button
            look="bare"
            disabled={busy}
            aria-label={`Cancel the booking of ${whenText(schedule.at, now)}`}
            onClick={() => {
              setBusy(true)
              client.schedules.cancel({ id: schedule.id }).catch((thrown: unknown) => {
                setBusy(false)
                setProblem(problemOf(thrown))
              })
            }}
          >
            Cancel
          </Button>
        )}
      </p>
      <Problem text={problem} />
    </li>
  )
}

/** What Signalbox keeps for a destination, soonest first; draws nothing where that is nothing. */
export function Bookings({ id }: { readonly id: Id }) {
  const { value } = useSchedules()
  const mine = (value ?? [])
    .filter(({ state, targets }) => (state === 'waiting' || state === 'running') && targets.includes(id))
    .sort((a, b) => a.at.localeCompare(b.at))
  if (mine.length === 0) return null
  return (
    <Section title="Booked">
      <ul className={styles.bookings}>
        {mine.slice(0, SHOWN).map((schedule) => (
          <Item key={schedule.id} schedule={schedule} />
        ))}
      </ul>
      {mine.length > SHOWN && <p className="faint">and {mine.length - SHOWN} later</p>}
    </Section>
  )
}
