import { useMemo } from 'react'
import type { Id, TriggerRecord } from '../../../contract'
import { hashOf } from '../../app/place'
import { ColumnBody, ColumnHead } from '../../components/Columns'
import { MonoBlock } from '../../components/MonoBlock'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { whenText } from '../../components/timeText'
import { useAsked } from '../../state/asked'
import { askTriggerHistory } from '../../state/triggers'
import styles from './Triggers.module.css'
import { outcomeWords, reasonWords } from './triggerWords'

function Entry({ record, now }: { readonly record: TriggerRecord; readonly now: number }) {
  const { outcome, reason, text, key, count, facts, runId, causes, at } = record
  const { word, tone } = outcomeWords[outcome]
  return (
    <li className={styles.record}>
      <span className="mono faint">{whenText(at, now)}</span>
      <div>
        <p>
          <b className={tone}>
            {word}
            {reason !== null && `: ${reasonWords[reason]}`}
          </b>
          {key !== null && <span className="quiet"> for {key}</span>}
          {count > 1 && <span className="faint"> {count} times</span>}
        </p>
        <p className="quiet">{text}</p>
        {causes.length > 0 && (
          <p className="faint">because of {causes.map(({ label, key: of }) => `${label} (${of})`).join(' → ')}</p>
        )}
        {runId !== null && (
          <a className={styles.link} href={hashOf('history', runId)}>
            its run
          </a>
        )}
        {Object.keys(facts).length > 0 && <MonoBlock title="The event" text={JSON.stringify(facts, null, 2)} />}
      </div>
    </li>
  )
}

/** What became of the events of a trigger, newest first. */
export function TriggerHistory({ id }: { readonly id: Id }) {
  const asked = useMemo(() => askTriggerHistory(id), [id])
  const { value, problem } = useAsked(asked)
  const now = useNow()
  return (
    <>
      <ColumnHead level={2} title="What became of events" note={null} actions={null} />
      <ColumnBody padded>
        <Problem text={problem} />
        {value === null && problem === null && <p className="quiet">Asking the engine…</p>}
        {value?.length === 0 && (
          <p className="quiet">
            No event has come yet. While it watches or is armed, each one shows here with what it led to.
          </p>
        )}
        {value !== null && value.length > 0 && (
          <ol className={styles.records}>
            {value.map((record) => (
              <Entry key={record.id} record={record} now={now} />
            ))}
          </ol>
        )}
      </ColumnBody>
    </>
  )
}
