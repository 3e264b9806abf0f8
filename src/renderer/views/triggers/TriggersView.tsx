import type { ReactNode } from 'react'
import { goTo, usePlace } from '../../app/place'
import { Button } from '../../components/Button'
import { Columns } from '../../components/Columns'
import { Empty } from '../../components/Empty'
import { Problem } from '../../components/Problem'
import { byTitle } from '../../state/routes'
import { isAtLeast, useActor } from '../../state/session'
import { useTriggers } from '../../state/triggers'
import { TriggerEditor } from './TriggerEditor'
import { TriggerHistory } from './TriggerHistory'
import { TriggerList } from './TriggerList'
import { TriggerPanel } from './TriggerPanel'
import { triggerPlaceOf, triggerWhat } from './triggerPlace'

function Nothing({
  loading,
  gone,
  problem,
}: {
  readonly loading: boolean
  readonly gone: boolean
  readonly problem: string | null
}) {
  const may = isAtLeast(useActor(), 'engineer')
  if (loading)
    return (
      <Empty title="Triggers">
        {problem === null ? <p>The engine is asked for them.</p> : <Problem text={problem} />}
      </Empty>
    )
  if (gone)
    return (
      <Empty title="It is not there any more">
        <p>Somebody has deleted it, or the address names nothing. Choose another on the left.</p>
      </Empty>
    )
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
    return only(<Nothing loading={answer.value === null} gone={place.kind !== 'first'} problem={answer.problem} />)
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
