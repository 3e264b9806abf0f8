import { useState } from 'react'
import type { Id, RecoveryDifference, RecoveryScope, Run } from '../../../contract'
import { client } from '../../app/client'
import { hashOf } from '../../app/place'
import { AskOnce } from '../../components/AskOnce'
import { Button } from '../../components/Button'
import { ColumnThing } from '../../components/ColumnThing'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { agoText, whenText } from '../../components/timeText'
import { problemOf } from '../../state/problem'
import { recovery } from '../../state/recovery'
import { isAtLeast, useActor } from '../../state/session'
import { PlannedRun } from '../runs/PlannedRun'
import plan from '../salvos/Plan.module.css'
import { causeWords } from './findingWords'
import styles from './Jobs.module.css'

type Side = RecoveryDifference['was'] | null

function sideWords(side: Side): string {
  if (side === null) return 'gone'
  if (!side.active) return 'nothing'
  return side.label ?? (side.senderId === null ? 'an unknown stream' : side.senderId)
}

type RowProps = {
  readonly difference: RecoveryDifference
  readonly chosen: boolean
  readonly disabled: boolean
  readonly onChoose: (on: boolean) => void
}

function Row({ difference, chosen, disabled, onChoose }: RowProps) {
  const { receiverId, label, was, is, cause, text, against, runId } = difference
  const never = against?.needs === 'never' || against?.needs === 'wait'
  return (
    <tr title={text} data-stand={never ? 'lost' : 'change'} data-testid={`difference-${receiverId}`}>
      <td>
        <label className={styles.choose}>
          <input
            type="checkbox"
            aria-label={`Put ${label} back`}
            checked={chosen}
            disabled={disabled || never}
            onChange={({ currentTarget }) => {
              onChoose(currentTarget.checked)
            }}
          />
          {label}
        </label>
      </td>
      <td className={plan.now}>{sideWords(is)}</td>
      <td className={plan.after}>{sideWords(was)}</td>
      <td className={plan.note} style={{ textAlign: 'left' }}>
        {against === null ? causeWords[cause] : <span className="warn">{against.text}</span>}
        {runId !== null && (
          <>
            {' '}
            <a className={styles.link} href={hashOf('history', runId)}>
              its run
            </a>
          </>
        )}
      </td>
    </tr>
  )
}

/** A part of the plant against its last known good routing: what differs, why, and putting it back as a plan. */
export function RecoveryPanel({ scope }: { readonly scope: RecoveryScope }) {
  const { id, title, mode, good, waiting, differences, lastRun } = scope
  const [chosen, setChosen] = useState<ReadonlySet<Id>>(new Set())
  const [planned, setPlanned] = useState<Run | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'operator')
  const now = useNow()
  const free = differences.filter(({ against, cause }) => against === null && cause === 'lost')
  const named = differences.filter(({ receiverId }) => chosen.has(receiverId)).map(({ receiverId }) => receiverId)
  const send = (asked: Promise<unknown>): void => {
    setBusy(true)
    setProblem(null)
    asked
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const prepare = (): void => {
    send(
      client.recovery
        .apply({ scope: id, dryRun: true, ...(named.length === 0 ? {} : { receivers: named }) })
        .then(({ body }) => {
          setPlanned(body)
        }),
    )
  }
  return (
    <ColumnThing
      title={`Recovery of ${title}`}
      about={
        <>
          {mode === 'reapply'
            ? 'What a device or a registry came back without is put back by itself; never over somebody’s newer change, and never onto what is on air.'
            : 'What is otherwise than when all was well is shown; putting it back is up to you.'}{' '}
          <a className={styles.link} href={hashOf('settings', null)}>
            Settings
          </a>
        </>
      }
      tools={
        <>
          {may && (
            <AskOnce
              label="Keep now as good…"
              yes="Take the routing as it is now as good"
              no="Leave it"
              disabled={busy}
              onYes={() => {
                send(client.recovery.keep({ scope: id }).then(recovery.refresh))
              }}
            />
          )}
          {may && (
            <Button
              look="main"
              disabled={busy || (named.length === 0 && free.length === 0)}
              title="It is shown as a plan first"
              onClick={prepare}
            >
              {busy
                ? 'Planning…'
                : named.length === 0
                  ? 'Put back what was lost…'
                  : named.length === 1
                    ? 'Put this one back…'
                    : `Put these ${String(named.length)} back…`}
            </Button>
          )}
        </>
      }
    >
      <Problem text={problem} />
      <p className={styles.sum}>
        {good === null ? (
          <span className="quiet">No good routing is kept yet.</span>
        ) : (
          <>
            <b>{good.routed}</b> of {good.receivers} destinations routed, found well{' '}
            {good.by === null ? '' : `by ${good.by.name} `}
            {agoText(good.at, now)} ago
          </>
        )}
        {waiting !== null && <span className="quiet"> · {waiting}</span>}
        {lastRun !== null && (
          <>
            {' · '}
            <a className={styles.link} href={hashOf('history', lastRun.runId)}>
              last put back {whenText(lastRun.at, now)}
            </a>
          </>
        )}
      </p>
      {planned !== null && (
        <PlannedRun
          key={planned.id}
          plan={planned}
          onClose={() => {
            setPlanned(null)
            recovery.refresh()
          }}
        />
      )}
      {differences.length === 0 ? (
        good !== null && <p className="good">Everything is as it was when all was well.</p>
      ) : (
        <table className={plan.table} aria-label="What differs">
          <thead>
            <tr>
              <th className={plan.destination}>Destination</th>
              <th className={plan.current}>Now</th>
              <th className={plan.next}>When all was well</th>
              <th style={{ textAlign: 'left' }}>Why</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <Row
                key={difference.receiverId}
                difference={difference}
                chosen={chosen.has(difference.receiverId)}
                disabled={!may}
                onChoose={(on) => {
                  const next = new Set(chosen)
                  if (on) next.add(difference.receiverId)
                  else next.delete(difference.receiverId)
                  setChosen(next)
                }}
              />
            ))}
          </tbody>
        </table>
      )}
    </ColumnThing>
  )
}
