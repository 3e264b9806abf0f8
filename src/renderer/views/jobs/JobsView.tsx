import { useState, type ReactNode } from 'react'
import type { Id } from '../../../contract'
import { usePlace } from '../../app/place'
import { ColumnBody, ColumnHead, Columns } from '../../components/Columns'
import { Nothing } from '../../components/Nothing'
import { useJobs } from '../../state/jobs'
import { useRecovery } from '../../state/recovery'
import { ImpactPage } from '../impact/ImpactPage'
import { JobPanel } from './JobPanel'
import { JobResults } from './JobResults'
import { JobsList } from './JobsList'
import { jobsPlaceOf, jobsWhat } from './jobsPlace'
import { RecoveryPanel } from './RecoveryPanel'

/** What Signalbox looks through, with what it found and how it is put right; and recovery of what was lost. */
export function JobsView() {
  const place = jobsPlaceOf(usePlace().what)
  const jobs = useJobs()
  const scopes = useRecovery()
  const [result, setResult] = useState<{ readonly job: string; readonly id: Id } | null>(null)
  const name = place.kind === 'job' ? place.name : place.kind === 'first' ? (jobs.value?.[0]?.name ?? null) : null
  const job = jobs.value?.find((each) => each.name === name)
  const shown = name ?? jobsWhat(place)
  const list = <JobsList shown={shown} jobs={jobs} scopes={scopes} />
  const only = (main: ReactNode) => <Columns list={list} main={main} side={null} sideName="Details" />
  if (place.kind === 'impact') return only(<ImpactPage />)
  if (place.kind === 'recovery') {
    const scope = scopes.value?.find(({ id }) => id === place.id)
    if (scope !== undefined)
      return (
        <Columns
          list={list}
          main={<RecoveryPanel key={scope.id} scope={scope} />}
          side={
            <>
              <ColumnHead level={2} title="How it works" note={null} actions={null} />
              <ColumnBody padded>
                <p className="quiet">
                  When nothing has changed for a while and all is well, the routing here is kept as the last known good.
                </p>
                <p className="quiet">
                  When a device or a registry comes back without its routes, the difference shows here. What somebody
                  has set since is left alone unless you tick it; what is on air wants a yes of its own.
                </p>
              </ColumnBody>
            </>
          }
          sideName="How it works"
        />
      )
  }
  if (job === undefined)
    return only(
      <Nothing title="Jobs" answer={jobs} gone="The address names nothing that is there now.">
        {null}
      </Nothing>,
    )
  const open = result?.job === job.name ? result.id : null
  return (
    <Columns
      list={list}
      main={<JobPanel key={job.name} job={job} resultId={open} />}
      side={
        <JobResults
          key={job.name}
          job={job}
          open={open}
          onOpen={(id) => {
            setResult(id === null ? null : { job: job.name, id })
          }}
        />
      }
      sideName="Results"
    />
  )
}
