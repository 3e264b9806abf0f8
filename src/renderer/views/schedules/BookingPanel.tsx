import { useState } from 'react'
import type { Schedule } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { AskOnce } from '../../components/AskOnce'
import { Button } from '../../components/Button'
import { cronTimes, cronWords } from '../../components/cronTimes'
import { countdownText, localMoment, utcMoment } from '../../components/momentText'
import { useNow } from '../../components/now'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Facts } from '../../components/Section'
import { whenText } from '../../components/timeText'
import { usePicture } from '../../state/picture'
import { problemOf } from '../../state/problem'
import { titleOf } from '../../state/routes'
import { schedules } from '../../state/schedules'
import { isAtLeast, useActor } from '../../state/session'
import { misfireWords, stateTone, stateWords } from './bookings'
import styles from './Schedules.module.css'

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
  const { id, cron, timeZone, last, state } = schedule
  const send = (asked: Promise<unknown>): void => {
    setProblem(null)
    asked.then(schedules.refresh, (thrown: unknown) => {
      setProblem(problemOf(thrown))
    })
  }
  const next = cron === null || state === 'cancelled' ? null : cronTimes(cron, timeZone, now, 4)
  const runId = schedule.runId ?? last?.runId ?? null
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
          [cron === null ? 'When' : 'Next', `${localMoment(at, now)} local, ${utcMoment(at, now)} UTC`],
          ...(cron === null
            ? []
            : [
                [
                  'Again',
                  <span key="again">
                    {cronWords(cron)} <span className="faint">{timeZone}</span>
                  </span>,
                ] as const,
                [
                  'Then',
                  next?.ok === true
                    ? next.times
                        .filter((time) => time > at)
                        .slice(0, 3)
                        .map((time) => localMoment(time, now))
                        .join(', ')
                    : 'never',
                ] as const,
              ]),
          ...(last === null
            ? []
            : [
                [
                  'Last time',
                  <span key="last" className={stateTone(last.state)}>
                    {stateWords[last.state]}, {localMoment(Date.parse(last.at), now)}
                    {last.problem !== null && <span className={styles.problem}>{last.problem}</span>}
                  </span>,
                ] as const,
              ]),
          ['Touches', targets === '' ? 'nothing that is known now' : targets],
          ['Who', `${schedule.actor.name} · ${schedule.actor.role}`],
          ['Booked', `${whenText(schedule.createdAt, now)} UTC`],
        ]}
      />
      <p className="quiet">{misfireWords(schedule)}</p>
      <Problem text={problem} />
      <div className={page.buttons}>
        {runId !== null && (
          <Button
            onClick={() => {
              goTo('history', runId)
            }}
          >
            {schedule.runId === null ? 'See its last run' : 'See its run'}
          </Button>
        )}
        {may && state === 'waiting' && (
          <Button
            title="Nothing is done at its times until it is resumed"
            onClick={() => {
              send(client.schedules.pause({ id }))
            }}
          >
            Pause
          </Button>
        )}
        {may && state === 'paused' && (
          <Button
            title="What came while it was paused is not made up for"
            onClick={() => {
              send(client.schedules.resume({ id }))
            }}
          >
            Resume
          </Button>
        )}
        {may && (state === 'waiting' || state === 'paused') && (
          <AskOnce
            label="Cancel it…"
            yes={cron === null ? 'Cancel this booking' : 'Cancel all its times'}
            no="Keep it"
            disabled={false}
            onYes={() => {
              send(client.schedules.cancel({ id }))
            }}
          />
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
