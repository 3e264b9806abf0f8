import { useEffect, useState } from 'react'
import type { FireInput, Run, SnapshotBrief, SnapshotDifference } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { AskOnce } from '../../components/AskOnce'
import { Button } from '../../components/Button'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { scopeWords } from '../../components/scopeWords'
import { whenText } from '../../components/timeText'
import { usePicture } from '../../state/picture'
import { problemOf } from '../../state/problem'
import { useRegistryNames } from '../../state/registryNames'
import { isAtLeast, useActor } from '../../state/session'
import { useSettings } from '../../state/settings'
import { snapshots } from '../../state/snapshots'
import { DifferenceTable } from './DifferenceTable'
import { PlanPanel } from './PlanPanel'
import { saveDocument } from './saveDocument'

/** How long the plant must be quiet before the comparison is asked for afresh, ms. */
const REST_MS = 700

type Difference = { readonly items: readonly SnapshotDifference[]; readonly same: number }
type Known = { readonly id: string; readonly difference: Difference | null; readonly problem: string | null }

/** What is otherwise now; asked for again when the routing has changed. */
function useDifference(id: string): Known {
  const receivers = usePicture((picture) => picture.receivers)
  const [known, setKnown] = useState<Known | null>(null)
  const first = known?.id !== id
  useEffect(() => {
    const life = new AbortController()
    const timer = setTimeout(
      () => {
        client.snapshots.diff({ id }, { signal: life.signal }).then(
          (difference) => {
            if (!life.signal.aborted) setKnown({ id, difference, problem: null })
          },
          (thrown: unknown) => {
            if (!life.signal.aborted) setKnown({ id, difference: null, problem: problemOf(thrown) })
          },
        )
      },
      first ? 0 : REST_MS,
    )
    return () => {
      clearTimeout(timer)
      life.abort()
    }
  }, [id, receivers, first])
  return known?.id === id ? known : { id, difference: null, problem: null }
}

function Tools({
  snapshot,
  onProblem,
}: {
  readonly snapshot: SnapshotBrief
  readonly onProblem: (text: string) => void
}) {
  const may = isAtLeast(useActor(), 'operator')
  const fail = (thrown: unknown): void => {
    onProblem(problemOf(thrown))
  }
  return (
    <>
      <Button
        title="Saves it as a file that any Signalbox can import"
        onClick={() => {
          client.snapshots.export({ id: snapshot.id }).then(saveDocument, fail)
        }}
      >
        Export
      </Button>
      {may && (
        <>
          <Button
            onClick={() => {
              goTo('schedules', `snapshot:${snapshot.id}`)
            }}
          >
            Book…
          </Button>
          <AskOnce
            label="Delete…"
            yes={`Delete the snapshot “${snapshot.label}” for good`}
            no="Keep it"
            disabled={false}
            onYes={() => {
              client.snapshots.remove({ id: snapshot.id }).then(() => {
                snapshots.refresh()
                goTo('salvos', null)
              }, fail)
            }}
          />
        </>
      )}
    </>
  )
}

const nowKey = ({ items }: Difference): string =>
  items.map(({ receiverId, now }) => `${receiverId} ${String(now?.active)} ${now?.senderId ?? ''}`).join('|')

/** A snapshot: what differs from it now, and the button that puts it back. */
export function SnapshotPanel({ snapshot, runs }: { readonly snapshot: SnapshotBrief; readonly runs: readonly Run[] }) {
  const [problem, setProblem] = useState<string | null>(null)
  const house = useSettings().value
  const registries = useRegistryNames()
  const now = useNow()
  const { difference, problem: unread } = useDifference(snapshot.id)
  const differs = difference !== null && difference.items.length > 0
  const ask = async (options: FireInput, signal: AbortSignal | null): Promise<Run> =>
    (await client.snapshots.restore({ id: snapshot.id, ...options }, signal === null ? {} : { signal })).body
  return (
    <PlanPanel
      id={snapshot.id}
      label={snapshot.label}
      byline={`${scopeWords(snapshot.scope, registries)} · taken by ${snapshot.takenBy.name}, ${whenText(snapshot.takenAt, now)}`}
      about={snapshot.note}
      tools={<Tools snapshot={snapshot} onProblem={setProblem} />}
      actions={null}
      entries={[]}
      revision="snapshot"
      world={differs ? nowKey(difference) : null}
      onFailure={house?.onFailure.window ?? 'continue-on-error'}
      verb="RESTORE"
      runs={runs}
      ask={ask}
      idle={
        difference !== null && !differs ? `All ${String(difference.same)} destinations are as they were then.` : null
      }
    >
      {(rows) => (
        <>
          <Problem text={problem ?? unread} />
          {difference !== null && <DifferenceTable difference={difference} rows={rows} />}
        </>
      )}
    </PlanPanel>
  )
}
