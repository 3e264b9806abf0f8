import { useState } from 'react'
import type { Broker } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { Button } from '../../components/Button'
import { StateDot } from '../../components/Dot'
import { useNow } from '../../components/now'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { agoText } from '../../components/timeText'
import { forgetBroker, knowBroker } from '../../state/brokers'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { Facts, Section } from '../topology/inspector/Section'
import { BrokerForm } from './BrokerForm'
import styles from './Brokers.module.css'
import { backlogText, dotOf, entryText, stateWords } from './brokerWords'

function Buttons({ broker }: { readonly broker: Broker }) {
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const fail = (thrown: unknown): void => {
    setProblem(problemOf(thrown))
  }
  const toggle = (): void => {
    setProblem(null)
    client.brokers.update({ id: broker.id, enabled: !broker.enabled }).then(knowBroker, fail)
  }
  const remove = (): void => {
    client.brokers.remove({ id: broker.id }).then(() => {
      forgetBroker(broker.id)
      goTo('brokers', null)
    }, fail)
  }
  return (
    <>
      {asking ? (
        <div className={page.form}>
          <p>
            Remove {broker.name}? Tallies and devices on it are not heard any more, and its password is forgotten.
            Nothing on the broker changes.
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
          <Button onClick={toggle}>{broker.enabled ? 'Switch off' : 'Switch on'}</Button>
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

/** One broker: how its link is, and what may be done with it. */
export function BrokerPanel({ broker }: { readonly broker: Broker }) {
  const may = isAtLeast(useActor(), 'engineer')
  const { state } = broker
  const now = useNow()
  const fixed = broker.from === 'flag'
  return (
    <>
      <h2>{broker.name}</h2>
      <div className={styles.state}>
        <Problem text={state.problem} />
        {state.warning !== null && <p className={styles.warning}>▲ {state.warning}</p>}
      </div>
      {may && !fixed && <Buttons broker={broker} />}
      <Section title="Now">
        <Facts
          rows={[
            [
              'State',
              <span key="state">
                <StateDot state={dotOf[state.state]} /> {stateWords[state.state]} for {agoText(state.since, now)}
              </span>,
            ],
            [
              'At',
              <span key="at" className={`mono ${styles.at ?? ''}`}>
                {broker.url}
              </span>,
            ],
            ['As', entryText(broker)],
            ['Messages', backlogText(state) ?? 'none wait, none lost'],
            ['Devices', broker.relay ? `${broker.topicPrefix}/device/…, as ${broker.role}` : 'not listened to'],
          ]}
        />
      </Section>
      {fixed ? (
        <p className="faint">It was given at the start of Signalbox (--mqtt) and cannot be changed here.</p>
      ) : (
        may && (
          <Section title="Settings">
            <BrokerForm broker={broker} />
          </Section>
        )
      )}
    </>
  )
}
