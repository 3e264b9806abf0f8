import type { Broker } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { StateDot } from '../../components/Dot'
import { LinkPanel } from '../../components/LinkPanel'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { agoText } from '../../components/timeText'
import { forgetBroker, knowBroker } from '../../state/brokers'
import { BrokerForm } from './BrokerForm'
import styles from './Brokers.module.css'
import { backlogText, dotOf, entryText, stateWords } from './brokerWords'

/** One broker: how its link is, and what may be done with it. */
export function BrokerPanel({ broker }: { readonly broker: Broker }) {
  const { id, name, enabled, state } = broker
  const now = useNow()
  return (
    <LinkPanel
      name={name}
      trouble={
        <div className={styles.state}>
          <Problem text={state.problem} />
          {state.warning !== null && <p className={styles.warning}>▲ {state.warning}</p>}
        </div>
      }
      facts={[
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
      enabled={enabled}
      removal={`Remove ${name}? Tallies and devices on it are not heard any more, and its password is forgotten. Nothing on the broker changes.`}
      onSwitch={async () => {
        knowBroker(await client.brokers.update({ id, enabled: !enabled }))
      }}
      onRemove={async () => {
        await client.brokers.remove({ id })
        forgetBroker(id)
        goTo('brokers', null)
      }}
      fixed={
        broker.from === 'flag' ? 'It was given at the start of Signalbox (--mqtt) and cannot be changed here.' : null
      }
      form={<BrokerForm broker={broker} />}
    />
  )
}
