import type { ReactNode } from 'react'
import { goTo, usePlace } from '../../app/place'
import { Button } from '../../components/Button'
import { Columns } from '../../components/Columns'
import { Empty } from '../../components/Empty'
import { deleted, Nothing } from '../../components/Nothing'
import { byTitle } from '../../state/routes'
import { isAtLeast, useActor } from '../../state/session'
import { useTriggers } from '../../state/triggers'
import { TriggerEditor } from './TriggerEditor'
import { TriggerHistory } from './TriggerHistory'
import { TriggerList } from './TriggerList'
import { TriggerPanel } from './TriggerPanel'
import { triggerPlaceOf, triggerWhat } from './triggerPlace'

/** What is said where there is no trigger yet. */
function First() {
  const may = isAtLeast(useActor(), 'engineer')
  return (
    <Empty title="No triggers yet">
      <p>
        A trigger does something when something happens: a sender goes away, somebody else switches a route, a message
        comes on MQTT. It begins off; let it watch first, then arm it.
      </p>
      {may && (
        <div>
          <Button
            onClick={() => {
              goTo('triggers', triggerWhat({ kind: 'new' }))
            }}
          >
            Begin a trigger
          </Button>
        </div>
      )}
    </Empty>
  )
}

/** What Signalbox does when something happens: the triggers, one of them, and what became of its events. */
export function TriggersView() {
  const place = triggerPlaceOf(usePlace().what)
  const answer = useTriggers()
  const all = answer.value ?? []
  const id =
    place.kind === 'trigger' || place.kind === 'edit'
      ? place.id
      : place.kind === 'first'
        ? (all.toSorted((a, b) => byTitle.compare(a.label, b.label))[0]?.id ?? null)
        : null
  const trigger = all.find((each) => each.id === id)
  const list = <TriggerList shown={id} triggers={answer} />
  const only = (main: ReactNode) => <Columns list={list} main={main} side={null} sideName="Details" />
  if (place.kind === 'new') return <TriggerEditor key="new" trigger={null} list={list} />
  if (trigger === undefined)
    return only(
      <Nothing title="Triggers" answer={answer} gone={place.kind === 'first' ? null : deleted}>
        <First />
      </Nothing>,
    )
  if (place.kind === 'edit') return <TriggerEditor key={trigger.id} trigger={trigger} list={list} />
  return (
    <Columns
      list={list}
      main={<TriggerPanel key={trigger.id} trigger={trigger} />}
      side={<TriggerHistory key={trigger.id} id={trigger.id} />}
      sideName="What became of events"
    />
  )
}
