import { useStore } from 'zustand'
import type { Registry } from '../../../contract'
import { Button } from '../../components/Button'
import { StateDot } from '../../components/Dot'
import { Empty } from '../../components/Empty'
import { isAtLeast, useActor } from '../../state/session'
import { connectionStore } from '../connection'
import { goTo } from '../place'
import styles from './FirstStart.module.css'

type Props = { readonly ready: boolean; readonly registries: ReadonlyMap<string, Registry> | null }

const doing: Readonly<Record<Registry['status']['state'], string>> = {
  connecting: 'being asked for the first time',
  syncing: 'listing what it has',
  live: 'live, and it has nothing yet',
  polling: 'polled, and it has nothing yet',
  stale: 'not answering',
  off: 'switched off',
}

/** Instead of an empty picture: what is under way, or what to do next. */
export function FirstStart({ ready, registries }: Props) {
  const connection = useStore(connectionStore)
  const mayAdd = isAtLeast(useActor(), 'engineer')
  if (connection.state !== 'open' && !ready) return <Empty title="Connecting">Asking the engine for the plant.</Empty>
  if (!ready || registries === null)
    return <Empty title="Loading">The engine is sending the picture of the plant.</Empty>
  if (registries.size === 0)
    return (
      <Empty title="No plant yet">
        <p>
          Signalbox draws what an NMOS registry or a node tells it, and nobody has been named yet. Give it the address
          of a registry, of a single node, or a DNS domain to look in.
        </p>
        {mayAdd ? (
          <div>
            <Button
              look="take"
              className={styles.go}
              onClick={() => {
                goTo('registries', 'new')
              }}
            >
              Add a registry
            </Button>
          </div>
        ) : (
          <p>Your role may not add one; ask an engineer.</p>
        )}
        <p className="faint">
          To look around without a plant, start it with <code className="mono">--lab</code>: a simulated one.
        </p>
      </Empty>
    )
  return (
    <Empty title="Waiting for the plant">
      <p>Nothing has been told yet by:</p>
      <ul className={styles.list}>
        {[...registries.values()].map(({ id, label, queryUrl, status }) => (
          <li key={id}>
            <StateDot state={status.state} /> <b>{label}</b> {doing[status.state]}
            <span className="mono faint"> {status.href ?? queryUrl}</span>
            {status.problem !== null && <p className={styles.problem}>{status.problem}</p>}
          </li>
        ))}
      </ul>
      <div>
        <Button
          onClick={() => {
            goTo('registries', null)
          }}
        >
          Look at the registries
        </Button>
      </div>
    </Empty>
  )
}
