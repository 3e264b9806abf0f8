import { useState } from 'react'
import type { Registry } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { Button } from '../../components/Button'
import { StateDot } from '../../components/Dot'
import { useNow } from '../../components/now'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { agoText } from '../../components/timeText'
import { applyEvent, eventsStore } from '../../state/events'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { Facts, Section } from '../topology/inspector/Section'
import { RegistryForm } from './RegistryForm'

function Buttons({ registry }: { readonly registry: Registry }) {
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const fail = (thrown: unknown): void => {
    setProblem(problemOf(thrown))
  }
  const toggle = (): void => {
    client.registries.update({ id: registry.id, enabled: !registry.enabled }).then((changed) => {
      eventsStore.setState(applyEvent(eventsStore.getState(), { type: 'registry', id: 0, registry: changed }), true)
    }, fail)
  }
  const remove = (): void => {
    client.registries.remove({ id: registry.id }).then(() => {
      const event = { type: 'registry.removed', id: 0, registryId: registry.id } as const
      eventsStore.setState(applyEvent(eventsStore.getState(), event), true)
      goTo('registries', null)
    }, fail)
  }
  return (
    <>
      {asking ? (
        <div className={page.form}>
          <p>
            Remove {registry.label}? What it alone holds goes offline in the picture; no device is touched and no route
            changes.
          </p>
          <div className={page.buttons}>
            <Button look="danger" onClick={remove}>
              Remove it
            </Button>
            <Button
              look="bare"
              onClick={() => {
                setAsking(false)
              }}
            >
              Keep it
            </Button>
          </div>
        </div>
      ) : (
        <div className={page.buttons}>
          <Button onClick={toggle}>{registry.enabled ? 'Switch off' : 'Switch on'}</Button>
          <Button
            onClick={() => {
              setAsking(true)
            }}
          >
            Remove…
          </Button>
        </div>
      )}
      <Problem text={problem} />
    </>
  )
}

/** One registry: what it says, and what may be done with it. */
export function RegistryPanel({ registry }: { readonly registry: Registry }) {
  const may = isAtLeast(useActor(), 'engineer')
  const { status } = registry
  const now = useNow()
  const fixed = registry.from === 'flag'
  return (
    <>
      <h2>{registry.label}</h2>
      <Problem text={status.problem} />
      {may && !fixed && <Buttons registry={registry} />}
      <Section title="Now">
        <Facts
          rows={[
            [
              'State',
              <span key="state">
                <StateDot state={status.state} /> {status.state} for {agoText(status.since, now)}
              </span>,
            ],
            ['Speaks', status.version === null ? 'not heard yet' : `IS-04 ${status.version}`],
            [
              'At',
              <span key="at" className="mono">
                {status.href ?? registry.queryUrl}
              </span>,
            ],
            ['Holds', `${String(status.resources)} resources`],
          ]}
        />
      </Section>
      {fixed ? (
        <p className="faint">It was given at the start of Signalbox and cannot be changed here.</p>
      ) : (
        may && (
          <Section title="Settings">
            <RegistryForm registry={registry} />
          </Section>
        )
      )}
    </>
  )
}
