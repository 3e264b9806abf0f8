import { useState } from 'react'
import type { Schedule } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { AskOnce } from '../../components/AskOnce'
import { Button } from '../../components/Button'
import { countdownText, localMoment, utcMoment } from '../../components/momentText'
import { useNow } from '../../components/now'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { whenText } from '../../components/timeText'
import { usePicture } from '../../state/picture'
import { problemOf } from '../../state/problem'
import { titleOf } from '../../state/routes'
import { schedules } from '../../state/schedules'
import { isAtLeast, useActor } from '../../state/session'
import { Facts } from '../topology/inspector/Section'
import { misfireWords, stateTone, stateWords } from './bookings'

/** Destinations that are named; the others are a number. */
const NAMED = 6

function useTargets(ids: readonly string[]): string {
  const receivers = usePicture((picture) => picture.receivers)
  const names = ids.slice(0, NAMED).map((id) => {
    const receiver = receivers.get(id)
    return receiver === undefined ? 'gone' : titleOf(receiver)
  })
  const rest = ids.length - names.length
  return `${names.join(', ')}${rest > 0 ? ` and ${String(rest)} more` : ''}`
}

/** A booking whole, and how to call it off. */
export function BookingPanel({ schedule }: { readonly schedule: Schedule }) {
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'operator')
  const now = useNow()
  const targets = useTargets(schedule.targets)
  const at = Date.parse(schedule.at)
  const cancel = (): void => {
    client.schedules.cancel({ id: schedule.id }).then(schedules.refresh, (thrown: unknown) => {
      setProblem(problemOf(thrown))
    })
  }
  return (
    <>
      <h2>{schedule.label === '' ? schedule.summary : schedule.label}</h2>
      <p className={schedule.state === 'waiting' ? undefined : stateTone(schedule.state)}>
        {schedule.state === 'waiting' ? countdownText(at - now) : stateWords[schedule.state]}
      </p>
      <Problem text={schedule.problem} />
      <Facts
        rows={[
          ['What', schedule.summary],
          ['When', `${localMoment(at, now)} local, ${utcMoment(at, now)} UTC`],
          ['Touches', targets === '' ? 'nothing that is known now' : targets],
          ['Who', `${schedule.actor.name} · ${schedule.actor.role}`],
          ['Booked', `${whenText(schedule.createdAt, now)} UTC`],
        ]}
      />
      <p className="quiet">{misfireWords(schedule)}</p>
      <Problem text={problem} />
      <div className={page.buttons}>
        {schedule.runId !== null && (
          <Button
            onClick={() => {
              goTo('history', schedule.runId)
            }}
          >
            See its run
          </Button>
        )}
        {may && schedule.state === 'waiting' && (
          <AskOnce label="Cancel it…" yes="Cancel this booking" no="Keep it" disabled={false} onYes={cancel} />
        )}
        <Button
          look="bare"
          onClick={() => {
            goTo('schedules', null)
          }}
        >
          {may ? 'Book another' : 'Back'}
        </Button>
      </div>
    </>
  )
}
