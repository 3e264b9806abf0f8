import type { Broker } from '../../../contract'
import { goTo, usePlace } from '../../app/place'
import { Button } from '../../components/Button'
import { StateDot } from '../../components/Dot'
import { useNow } from '../../components/now'
import { Page } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Unsaved } from '../../components/Unsaved'
import { agoText } from '../../components/timeText'
import { useBrokers } from '../../state/brokers'
import { isAtLeast, useActor } from '../../state/session'
import { BrokerForm, brokerForm } from './BrokerForm'
import { BrokerPanel } from './BrokerPanel'
import styles from './Brokers.module.css'
import { backlogText, dotOf, entryText, stateWords } from './brokerWords'

function Row({ broker, open }: { readonly broker: Broker; readonly open: boolean }) {
  const { state } = broker
  const now = useNow()
  const show = (): void => {
    goTo('brokers', broker.id)
  }
  const backlog = backlogText(state)
  const words = stateWords[state.state]
  return (
    <tr data-open={open} onClick={show}>
      <td>
        <span className={styles.name} title={broker.name}>
          <StateDot state={dotOf[state.state]} />
          <button type="button" onClick={show} aria-current={open ? 'true' : undefined}>
            <b>{broker.name}</b>
          </button>
          <Unsaved form={brokerForm(broker.id)} />
        </span>
      </td>
      <td className="mono" title={broker.url}>
        {broker.url}
      </td>
      <td className={state.state === 'lost' ? 'warn' : 'quiet'}>
        {state.state === 'lost' || state.state === 'connecting' ? `${words} ${agoText(state.since, now)}` : words}
      </td>
      <td className="quiet">{entryText(broker)}</td>
      <td className="quiet">{broker.relay ? `${broker.topicPrefix} · ${broker.role}` : '–'}</td>
      <td className={`${page.right ?? ''} ${state.dropped > 0 ? 'warn' : 'quiet'}`}>{backlog ?? '–'}</td>
    </tr>
  )
}

function Side({ what, list }: { readonly what: string | null; readonly list: readonly Broker[] }) {
  const may = isAtLeast(useActor(), 'engineer')
  const chosen = list.find((broker) => broker.id === what)
  if (what === 'new' && may) return <BrokerForm key="new" broker={null} />
  if (chosen !== undefined) return <BrokerPanel key={chosen.id} broker={chosen} />
  return (
    <p className="quiet">
      {list.length === 0
        ? 'Add a broker by its address. Its password is kept sealed on this machine and never shown again.'
        : 'Choose one to see how its connection is, change it or remove it.'}
      {!may && ' Changing them needs the role engineer.'}
    </p>
  )
}

/** MQTT brokers of the house. */
export function BrokersView() {
  const { what } = usePlace()
  const { value, problem } = useBrokers()
  const may = isAtLeast(useActor(), 'engineer')
  const list = value ?? []
  return (
    <Page
      title="Brokers"
      about="MQTT brokers: tallies come from them, and devices on them are part of the plant. A connection that is lost comes back by itself."
      actions={
        may && (
          <Button
            onClick={() => {
              goTo('brokers', 'new')
            }}
          >
            Add… <Unsaved form={brokerForm(null)} />
          </Button>
        )
      }
      side={<Side what={what} list={list} />}
    >
      {problem !== null && (
        <div className={page.none}>
          <Problem text={problem} />
        </div>
      )}
      {list.length > 0 && (
        <table className={`${page.table ?? ''} ${styles.list ?? ''}`} aria-label="Brokers">
          <thead>
            <tr>
              <th>Name</th>
              <th>Address</th>
              <th>State</th>
              <th>Let in as</th>
              <th>Devices</th>
              <th className={page.right}>Messages</th>
            </tr>
          </thead>
          <tbody>
            {list.map((broker) => (
              <Row key={broker.id} broker={broker} open={broker.id === what} />
            ))}
          </tbody>
        </table>
      )}
      {value === null && problem === null && <p className={page.none}>Asking the engine…</p>}
      {value?.length === 0 && (
        <p className={page.none}>None yet. Add the address of a broker to hear its tallies and its devices.</p>
      )}
    </Page>
  )
}
