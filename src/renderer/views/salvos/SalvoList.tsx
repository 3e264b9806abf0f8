import type { Salvo, SnapshotBrief } from '../../../contract'
import { goTo, hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { ColumnAsked, ColumnBody, ColumnFold, ColumnHead, ColumnItem, ColumnNone } from '../../components/Columns'
import { Kbd } from '../../components/Kbd'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { whenText } from '../../components/timeText'
import { Unsaved } from '../../components/Unsaved'
import type { Answer } from '../../state/asked'
import { useEvents } from '../../state/events'
import { useIsUnsaved } from '../../state/kept'
import { isAtLeast, useActor } from '../../state/session'
import { captureForm } from './CaptureForm'
import { foldersOf, lostEntries, salvoLine } from './salvoFolders'
import { salvoForm } from './SalvoEditor'
import { snapshotForm } from './SnapshotForm'
import { whatOf, type SalvoPlace } from './salvoPlace'

function SalvoItem({ salvo, open }: { readonly salvo: Salvo; readonly open: boolean }) {
  const waits = useEvents((events) =>
    events.runs.some(({ source, state }) => source?.kind === 'salvo' && source.id === salvo.id && state === 'paused'),
  )
  const lost = lostEntries(salvo) > 0
  const unsaved = useIsUnsaved(salvoForm(salvo.id))
  return (
    <ColumnItem
      href={hashOf('salvos', salvo.id)}
      open={open}
      title={salvo.label}
      line={
        waits ? (
          <span className="warn">waits for an answer</span>
        ) : unsaved ? (
          <span className="warn">changes not saved</span>
        ) : (
          salvoLine(salvo)
        )
      }
      marks={
        <>
          {lost && (
            <span className="warn" role="img" aria-label="Entries lost their resource">
              ▲
            </span>
          )}
          {salvo.hotkey !== null && <Kbd>{salvo.hotkey}</Kbd>}
        </>
      }
    />
  )
}

function snapshotLine({ takenAt, routed, differs }: SnapshotBrief, now: number): string {
  const routes = routed === 1 ? '1 route' : `${String(routed)} routes`
  return `${whenText(takenAt, now)} · ${routes} · ${differs === 0 ? 'as it is now' : `${String(differs)} differ now`}`
}

type Props = {
  readonly place: SalvoPlace
  readonly shown: string | null
  readonly salvos: Answer<readonly Salvo[]>
  readonly snapshots: Answer<readonly SnapshotBrief[]>
}

/** The salvos in their folders, and the snapshots. */
export function SalvoList({ place, shown, salvos, snapshots }: Props) {
  const may = isAtLeast(useActor(), 'operator')
  const now = useNow()
  const open = (what: SalvoPlace): void => {
    goTo('salvos', whatOf(what))
  }
  const list = snapshots.value?.toSorted((a, b) => b.takenAt.localeCompare(a.takenAt)) ?? null
  return (
    <>
      <ColumnHead
        level={2}
        title="Salvos"
        note={salvos.value === null ? null : salvos.value.length}
        actions={
          may && (
            <>
              <Button
                onClick={() => {
                  open({ kind: 'capture' })
                }}
              >
                Capture… <Unsaved form={captureForm} />
              </Button>
              <Button
                aria-label="New salvo"
                title="New salvo"
                onClick={() => {
                  open({ kind: 'new' })
                }}
              >
                + <Unsaved form={salvoForm(null)} />
              </Button>
            </>
          )
        }
      />
      <ColumnBody padded={false}>
        <nav aria-label="Salvos and snapshots">
          <ColumnAsked
            answer={salvos}
            none={
              salvos.value?.length === 0
                ? may
                  ? 'None yet. Capture one from the routing of now, or begin with +.'
                  : 'None yet.'
                : null
            }
          />
          {foldersOf(salvos.value ?? []).map(({ name, salvos: of }) => (
            <section key={name} aria-label={name === '' ? 'Without a folder' : name}>
              {name !== '' && <ColumnFold title={name.replaceAll('/', ' / ')} actions={null} />}
              {of.map((salvo) => (
                <SalvoItem key={salvo.id} salvo={salvo} open={shown === salvo.id} />
              ))}
            </section>
          ))}
          <section aria-label="Snapshots">
            <ColumnFold
              title="Snapshots"
              actions={
                may && (
                  <Button
                    look="bare"
                    aria-label="Take a snapshot"
                    title="Take or import a snapshot"
                    onClick={() => {
                      open({ kind: 'new-snapshot' })
                    }}
                  >
                    + <Unsaved form={snapshotForm} />
                  </Button>
                )
              }
            />
            <Problem text={snapshots.problem} />
            {list?.map((snapshot) => (
              <ColumnItem
                key={snapshot.id}
                href={hashOf('salvos', whatOf({ kind: 'snapshot', id: snapshot.id }))}
                open={place.kind === 'snapshot' && place.id === snapshot.id}
                title={snapshot.label}
                line={snapshotLine(snapshot, now)}
                marks={null}
              />
            ))}
            {list?.length === 0 && <ColumnNone>None yet. One keeps the routing of this moment.</ColumnNone>}
          </section>
        </nav>
      </ColumnBody>
    </>
  )
}
