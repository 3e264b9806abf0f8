import { useEffect, useState, type ReactNode } from 'react'
import type { Id, Salvo, SnapshotBrief } from '../../../contract'
import { goTo, usePlace } from '../../app/place'
import { Button } from '../../components/Button'
import { Columns } from '../../components/Columns'
import { Empty } from '../../components/Empty'
import { deleted, Nothing } from '../../components/Nothing'
import type { Answer } from '../../state/asked'
import { eventsStore } from '../../state/events'
import { isAtLeast, useActor } from '../../state/session'
import { useSalvos } from '../../state/salvos'
import { snapshots, useSnapshots } from '../../state/snapshots'
import { isOver } from '../../state/outcomes'
import { pictureStore } from '../../state/picture'
import { CaptureForm } from './CaptureForm'
import { RunColumn } from './RunColumn'
import { SalvoEditor } from './SalvoEditor'
import { SalvoList } from './SalvoList'
import { SalvoPanel } from './SalvoPanel'
import { foldersOf } from './salvoFolders'
import { salvoPlaceOf, type SalvoPlace } from './salvoPlace'
import { SnapshotForm } from './SnapshotForm'
import { SnapshotPanel } from './SnapshotPanel'
import { useRuns } from './useRuns'

/** How long the routing must be quiet before the snapshots are compared afresh, ms. */
const REST_MS = 1500

/** Compares the snapshots again when the routing has changed, as long as the page is there. */
function useFreshDifferences(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    const soon = (): void => {
      if (timer !== null) clearTimeout(timer)
      timer = setTimeout(snapshots.refresh, REST_MS)
    }
    const stops = [
      pictureStore.subscribe((now, before) => {
        if (now.receivers !== before.receivers) soon()
      }),
      eventsStore.subscribe((now, before) => {
        const [run] = now.runs
        if (run !== before.runs[0] && run !== undefined && run.state !== 'planned' && isOver(run)) soon()
      }),
    ]
    return () => {
      if (timer !== null) clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }, [])
}

function SalvoPage({ salvo, list }: { readonly salvo: Salvo; readonly list: ReactNode }) {
  const runs = useRuns('salvo', salvo.id, salvo.id)
  return (
    <Columns
      list={list}
      main={<SalvoPanel key={salvo.id} salvo={salvo} runs={runs} />}
      side={
        <RunColumn
          label={salvo.label}
          runs={runs}
          none="It has not been taken yet. What happens when it is shows here, device by device."
        />
      }
      sideName="Run"
    />
  )
}

type EditProps = {
  readonly id: Id
  readonly all: readonly Salvo[]
  readonly list: ReactNode
  /** What is shown while there is nothing to edit. */
  readonly children: ReactNode
}

/** The editor of a salvo, which stays when the salvo is saved or deleted by somebody else. */
function EditPage({ id, all, list, children }: EditProps) {
  const current = all.find((salvo) => salvo.id === id) ?? null
  const [opened, setOpened] = useState(current)
  if (opened === null && current !== null) setOpened(current)
  if (opened === null) return children
  return <SalvoEditor salvo={opened} current={current} all={all} list={list} />
}

function SnapshotPage({ snapshot, list }: { readonly snapshot: SnapshotBrief; readonly list: ReactNode }) {
  const runs = useRuns('snapshot', snapshot.id, snapshot.id)
  return (
    <Columns
      list={list}
      main={<SnapshotPanel key={snapshot.id} snapshot={snapshot} runs={runs} />}
      side={
        <RunColumn
          label={snapshot.label}
          runs={runs}
          none="It has not been restored yet. What happens when it is shows here, device by device."
        />
      }
      sideName="Run"
    />
  )
}

/** What is said where there is no salvo yet. */
function First() {
  const may = isAtLeast(useActor(), 'operator')
  return (
    <Empty title="No salvos yet">
      <p>
        A salvo is a list of routes that are taken together: a line-up, an emergency, the way back. Route the plant as
        you want it and capture that, or put the entries together by hand. With a key from F1 to F11 it is there in an
        instant.
      </p>
      {may ? (
        <div>
          <Button
            onClick={() => {
              goTo('salvos', 'capture')
            }}
          >
            Capture the routing of now…
          </Button>{' '}
          <Button
            look="bare"
            onClick={() => {
              goTo('salvos', 'new')
            }}
          >
            Begin an empty one
          </Button>
        </div>
      ) : (
        <p>Making one needs the role operator.</p>
      )}
    </Empty>
  )
}

/** The salvo of the page: the one that is named, else the first of the list. */
function shownSalvo(place: SalvoPlace, salvos: readonly Salvo[]): Salvo | undefined {
  if (place.kind === 'salvo') return salvos.find(({ id }) => id === place.id)
  return place.kind === 'first' ? foldersOf(salvos)[0]?.salvos[0] : undefined
}

/** Routes that are taken together, and the routing of earlier moments. */
export function SalvosView() {
  const place = salvoPlaceOf(usePlace().what)
  const salvos = useSalvos()
  const kept = useSnapshots()
  useFreshDifferences()
  const all = salvos.value ?? []
  const salvo = shownSalvo(place, all)
  const list = <SalvoList place={place} shown={salvo?.id ?? null} salvos={salvos} snapshots={kept} />
  const only = (main: ReactNode) => <Columns list={list} main={main} side={null} sideName="Details" />
  const nothing = (answer: Answer<unknown>, gone: string | null) => (
    <Nothing title="Salvos" answer={answer} gone={gone}>
      <First />
    </Nothing>
  )
  if (salvo !== undefined) return <SalvoPage salvo={salvo} list={list} />
  switch (place.kind) {
    case 'capture':
      return only(<CaptureForm all={all} />)
    case 'new-snapshot':
      return only(<SnapshotForm />)
    case 'new':
      return <SalvoEditor key="new" salvo={null} current={null} all={all} list={list} />
    case 'edit':
      return (
        <EditPage key={place.id} id={place.id} all={all} list={list}>
          {only(nothing(salvos, deleted))}
        </EditPage>
      )
    case 'snapshot': {
      const snapshot = kept.value?.find(({ id }) => id === place.id)
      return snapshot === undefined ? only(nothing(kept, deleted)) : <SnapshotPage snapshot={snapshot} list={list} />
    }
    case 'salvo':
      return only(nothing(salvos, deleted))
    case 'first':
      return only(nothing(salvos, null))
  }
}
