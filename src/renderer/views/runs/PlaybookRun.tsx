import { useMemo, useState } from 'react'
import type { Run } from '../../../contract'
import { hashOf } from '../../app/place'
import { PlaybookProgress } from './PlaybookProgress'
import styles from './PlaybookProgress.module.css'
import { StepGraph } from './StepGraph'
import { progressSteps } from './stepGroups'

/** The run of a playbook whole: its graph, and the steps, or the one that is chosen in the graph. */
export function PlaybookRun({ run }: { readonly run: Run }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const groups = useMemo(() => progressSteps(run.playbook?.steps ?? []), [run])
  return (
    <>
      {run.playbook !== undefined && (
        <a className={styles.link} href={hashOf('playbooks', run.playbook.name)}>
          playbook {run.playbook.name}, version {run.playbook.version}
        </a>
      )}
      <StepGraph steps={groups} label="Steps as a graph" chosen={chosen} onChoose={setChosen} />
      <PlaybookProgress run={run} only={chosen} />
    </>
  )
}
