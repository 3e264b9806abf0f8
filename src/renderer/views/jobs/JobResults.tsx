import { useEffect, useState } from 'react'
import type { Id, Job, JobResultBrief } from '../../../contract'
import { client } from '../../app/client'
import { ColumnBody, ColumnHead } from '../../components/Columns'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { lengthText, whenText } from '../../components/timeText'
import { problemOf } from '../../state/problem'
import { foundText, foundTone } from './findingWords'
import styles from './Jobs.module.css'

type Props = {
  readonly job: Job
  /** The result that is looked at; null: the newest. */
  readonly open: Id | null
  readonly onOpen: (id: Id | null) => void
}

/** The results of a job, the newest first. */
export function JobResults({ job, open, onOpen }: Props) {
  const { name, last, running } = job
  const [state, setState] = useState<{
    readonly items: readonly JobResultBrief[] | null
    readonly problem: string | null
  }>({
    items: null,
    problem: null,
  })
  const now = useNow()
  const newest = last?.id ?? null
  useEffect(() => {
    const life = new AbortController()
    client.jobs.results({ name }, { signal: life.signal }).then(
      ({ items }) => {
        if (!life.signal.aborted) setState({ items, problem: null })
      },
      (thrown: unknown) => {
        if (!life.signal.aborted) setState({ items: null, problem: problemOf(thrown) })
      },
    )
    return () => {
      life.abort()
    }
  }, [name, newest, running])
  return (
    <>
      <ColumnHead level={2} title="Results" note="the last 20" actions={null} />
      <ColumnBody padded>
        <Problem text={state.problem} />
        {state.items?.length === 0 && <p className="quiet">None yet.</p>}
        <ul className={styles.results}>
          {state.items?.map((item) => (
            <li key={item.id}>
              <button
                type="button"
                aria-pressed={item.id === (open ?? newest)}
                onClick={() => {
                  onOpen(item.id === newest ? null : item.id)
                }}
              >
                <span className="mono faint">{whenText(item.startedAt, now)}</span>
                <span>
                  <b className={foundTone(item)}>{foundText(item)}</b>{' '}
                  <em>
                    {[
                      item.actor.name,
                      item.finishedAt === null
                        ? null
                        : lengthText(Date.parse(item.finishedAt) - Date.parse(item.startedAt)),
                    ]
                      .filter((part) => part !== null)
                      .join(' · ')}
                  </em>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </ColumnBody>
    </>
  )
}
