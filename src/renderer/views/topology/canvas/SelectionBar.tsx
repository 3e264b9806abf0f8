import { useMemo, useState } from 'react'
import type { Action, Id, LightReceiver, LightSender } from '../../../../contract'
import { goTo } from '../../../app/place'
import { Button } from '../../../components/Button'
import { Kbd } from '../../../components/Kbd'
import { many } from '../../../components/numberWords'
import { Problem } from '../../../components/Problem'
import { usePicture } from '../../../state/picture'
import { problemOf } from '../../../state/problem'
import { isAtLeast, useActor } from '../../../state/session'
import { propose, proposeActions, proposePairs, useTake } from '../../../state/take'
import { chooseNothing, useView } from '../../../state/view'
import { HoldForm } from '../inspector/HoldForm'
import { releaseAll, type HoldKind } from '../inspector/holding'
import { pairUp } from '../pairs'
import { drawnPorts } from './currentGraph'
import { beginConnecting, portEnd } from './dragGesture'
import { portElement } from './portElement'
import styles from './SelectionBar.module.css'

type Chosen = { readonly senders: readonly LightSender[]; readonly receivers: readonly LightReceiver[] }

function useChosen(): Chosen {
  const selection = useView((view) => view.selection)
  const senders = usePicture((picture) => picture.senders)
  const receivers = usePicture((picture) => picture.receivers)
  return useMemo(
    () => ({
      senders: [...selection].flatMap((id) => senders.get(id) ?? []),
      receivers: [...selection].flatMap((id) => receivers.get(id) ?? []),
    }),
    [selection, senders, receivers],
  )
}

/** Pairs what is chosen on both sides; with one side only, its first port begins to connect and the other is walked to. */
function route({ senders, receivers }: Chosen): void {
  const ids = new Set<Id>([...senders, ...receivers].map(({ id }) => id))
  const ports = drawnPorts().filter(({ id }) => ids.has(id))
  const from = ports.filter(({ kind }) => kind === 'sender')
  const to = ports.filter(({ kind }) => kind === 'receiver')
  if (from.length > 0 && to.length > 0) {
    const { routes, notes } = pairUp(from, to, false)
    proposePairs(routes, notes, null)
    return
  }
  const [first] = ports
  const end = first === undefined ? null : portEnd(first.id)
  if (end === null) return
  beginConnecting(end, null, 'keys')
  portElement(end.id)?.focus()
}

const sides = ({ senders, receivers }: Chosen): string =>
  [
    senders.length > 0 ? many(senders.length, 'source') : null,
    receivers.length > 0 ? many(receivers.length, 'destination') : null,
  ]
    .filter((word) => word !== null)
    .join(', ')

/** What can be done with the ports that are chosen together. */
export function SelectionBar() {
  const chosen = useChosen()
  const actor = useActor()
  const sheet = useTake((take) => take.sheet !== null)
  const dragging = useTake((take) => take.drag !== null)
  const [asking, setAsking] = useState<HoldKind | 'release' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { senders, receivers } = chosen
  if (senders.length + receivers.length === 0 || sheet || dragging) return null
  const may = isAtLeast(actor, 'operator')
  const routed = receivers.filter(({ route: { active } }) => active)
  const held = receivers.filter(({ lock }) => lock !== null)
  const foreign = held.filter(({ lock }) => lock?.owner.id !== actor?.id)
  const ids = (of: readonly LightReceiver[]): readonly Id[] => of.map(({ id }) => id)
  const switched = (on: boolean): readonly Action[] => [
    ...senders.map(({ id }): Action => ({ type: on ? 'sender.activate' : 'sender.deactivate', senderId: id })),
    ...receivers.map(({ id }): Action => ({ type: on ? 'receiver.enable' : 'receiver.disable', receiverId: id })),
  ]
  const release = (): void => {
    setProblem(null)
    if (foreign.length > 0) setAsking('release')
    else
      releaseAll(ids(held), '').catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
  }
  const both = senders.length > 0 && receivers.length > 0
  return (
    <div className={styles.bar} role="toolbar" aria-label="What is chosen together">
      {asking !== null && (
        <HoldForm
          key={asking}
          kind={asking}
          ids={ids(asking === 'release' ? held : receivers)}
          byForce={asking === 'release'}
          onDone={() => {
            setAsking(null)
          }}
        />
      )}
      <Problem text={problem} />
      <div className={styles.row}>
        <b>{sides(chosen)}</b>
        {may && (
          <>
            <Button
              title={
                both
                  ? 'The first source to the first destination, the second to the second'
                  : 'Or drag one of them; Tab and arrows walk what can take it'
              }
              onClick={() => {
                route(chosen)
              }}
            >
              {both ? 'Route' : 'Route…'}
            </Button>
            {receivers.length > 0 && (
              <>
                <Button
                  disabled={routed.length === 0}
                  onClick={() => {
                    propose(
                      routed.map(({ id }) => ({ senderId: null, receiverId: id })),
                      null,
                    )
                  }}
                >
                  Disconnect
                </Button>
                <i aria-hidden="true" />
                <Button
                  onClick={() => {
                    setAsking('lock')
                  }}
                >
                  Lock…
                </Button>
                <Button
                  onClick={() => {
                    setAsking('protect')
                  }}
                >
                  Protect…
                </Button>
                {held.length > 0 && (
                  <Button
                    onClick={release}
                    disabled={foreign.length > 0 && !isAtLeast(actor, 'engineer')}
                    title={foreign.length > 0 ? 'Others hold some of them: an engineer can release those' : undefined}
                  >
                    Release
                  </Button>
                )}
              </>
            )}
            <i aria-hidden="true" />
            <Button
              onClick={() => {
                proposeActions(switched(true), null)
              }}
            >
              On
            </Button>
            <Button
              onClick={() => {
                proposeActions(switched(false), null)
              }}
            >
              Off
            </Button>
            {receivers.length > 0 && (
              <>
                <i aria-hidden="true" />
                <Button
                  title="A salvo of what these destinations are on now"
                  onClick={() => {
                    goTo('salvos', 'capture')
                  }}
                >
                  Capture as salvo
                </Button>
              </>
            )}
          </>
        )}
        <Button look="bare" onClick={chooseNothing}>
          Clear <Kbd>Esc</Kbd>
        </Button>
      </div>
    </div>
  )
}
