import { useStore } from 'zustand'
import { useNow } from '../../components/now'
import { agoText } from '../../components/timeText'
import { useEvents } from '../../state/events'
import { connectionStore } from '../connection'
import { hashOf } from '../place'
import styles from './Banners.module.css'

/** How long a lost connection may last before it is worth a word, ms. */
const GRACE_MS = 1200

function Lost({ since }: { readonly since: number }) {
  const now = useNow()
  if (now - since < GRACE_MS) return null
  return (
    <div className={styles.banner} role="alert">
      <b>No connection to the engine for {agoText(new Date(since).toISOString(), now)}.</b> The picture is as it was
      then, nothing can be taken. Trying again.
    </div>
  )
}

function Stale() {
  const registries = useEvents((events) => events.registries)
  const stale = [...(registries?.values() ?? [])].filter((registry) => registry.status.state === 'stale')
  const now = useNow()
  const [first] = stale
  if (first === undefined) return null
  const names = stale.map((registry) => registry.label).join(', ')
  return (
    <div className={styles.banner} role="alert" data-testid="stale" title={first.status.problem ?? undefined}>
      <b>
        {names} stale {agoText(first.status.since, now)}:
      </b>{' '}
      {stale.length === 1 ? 'its' : 'their'} part of the picture is as it was then. Takes go on, the devices are asked
      directly.
      <a href={hashOf('registries', null)}>Registries</a>
    </div>
  )
}

/** What everybody must know, above everything: no connection, or a picture that has an age. */
export function Banners() {
  const connection = useStore(connectionStore)
  return (
    <div className={styles.banners}>
      {connection.state === 'reconnecting' ? <Lost since={connection.since} /> : <Stale />}
    </div>
  )
}
