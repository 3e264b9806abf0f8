import type { Job, RecoveryScope } from '../../../contract'
import { hashOf } from '../../app/place'
import { ColumnAsked, ColumnBody, ColumnFold, ColumnHead, ColumnItem, ColumnNone } from '../../components/Columns'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { agoText } from '../../components/timeText'
import type { Answer } from '../../state/asked'
import { foundText, foundTone } from './findingWords'
import { jobsWhat } from './jobsPlace'

type Props = {
  readonly shown: string | null
  readonly jobs: Answer<readonly Job[]>
  readonly scopes: Answer<readonly RecoveryScope[]>
}

/** What is looked through, and the parts of the plant whose last known good routing is kept. */
export function JobsList({ shown, jobs, scopes }: Props) {
  const now = useNow()
  return (
    <>
      <ColumnHead level={2} title="Jobs" note={jobs.value === null ? null : jobs.value.length} actions={null} />
      <ColumnBody padded={false}>
        <nav aria-label="Jobs and recovery">
          <ColumnAsked answer={jobs} none={null} />
          {jobs.value?.map(({ name, title, running, last }) => (
            <ColumnItem
              key={name}
              href={hashOf('jobs', jobsWhat({ kind: 'job', name }))}
              open={shown === name}
              title={title}
              line={
                running ? (
                  'looks…'
                ) : last === null ? (
                  'never run'
                ) : (
                  <>
                    <span className={foundTone(last)}>{foundText(last)}</span> · {agoText(last.startedAt, now)} ago
                  </>
                )
              }
              marks={
                last !== null &&
                (last.found.alarm > 0 || last.found.warning > 0) && (
                  <span className="warn" aria-hidden="true">
                    ▲
                  </span>
                )
              }
            />
          ))}
          <section aria-label="Impact">
            <ColumnFold title="Impact" actions={null} />
            <ColumnItem
              href={hashOf('jobs', jobsWhat({ kind: 'impact' }))}
              open={shown === ':impact'}
              title="What depends on what"
              line="if something is lost, or changed"
              marks={null}
            />
          </section>
          <section aria-label="Recovery">
            <ColumnFold title="Recovery" actions={null} />
            <Problem text={scopes.problem} />
            {scopes.value?.map((scope) => (
              <ColumnItem
                key={scope.id}
                href={hashOf('jobs', jobsWhat({ kind: 'recovery', id: scope.id }))}
                open={shown === `recovery:${scope.id}`}
                title={scope.title}
                line={
                  scope.good === null ? (
                    'no good routing kept yet'
                  ) : scope.differences.length === 0 ? (
                    <span className="good">as it was when all was well</span>
                  ) : (
                    <span className="warn">
                      {scope.differences.length === 1 ? '1 differs' : `${String(scope.differences.length)} differ`}
                    </span>
                  )
                }
                marks={scope.mode === 'reapply' && <span className="faint">by itself</span>}
              />
            ))}
            {scopes.value?.length === 0 && (
              <ColumnNone>
                Nothing is kept. Say in the <a href={hashOf('settings', null)}>settings</a> which parts of the plant
                should come back as they were.
              </ColumnNone>
            )}
          </section>
        </nav>
      </ColumnBody>
    </>
  )
}
