import { useMemo } from 'react'
import { useJobs } from '../../state/jobs'
import { usePlaybooks } from '../../state/playbooks'
import { useSalvos } from '../../state/salvos'
import type { HouseNames } from './triggerWords'

/** What salvos, playbooks and jobs are called by people; one that is not there by what names it. */
export function useHouseNames(): HouseNames {
  const salvos = useSalvos().value
  const playbooks = usePlaybooks().value
  const jobs = useJobs().value
  return useMemo(
    () => ({
      salvo: (id) => salvos?.find((salvo) => salvo.id === id)?.label ?? id,
      playbook: (name) => playbooks?.find((playbook) => playbook.name === name)?.title ?? name,
      job: (name) => jobs?.find((job) => job.name === name)?.title ?? name,
    }),
    [salvos, playbooks, jobs],
  )
}
