import { useState } from 'react'
import { useStore } from 'zustand'
import { useNow } from '../../components/now'
import { agoText, whenText } from '../../components/timeText'
import { dismissAlarms, useEvents, type Alarm } from '../../state/events'
import { pictureStore } from '../../state/picture'
import { connectionStore } from '../connection'
import { flyToThing } from '../finder/fly'
import { goTo, hashOf } from '../place'
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

function AlarmRow({ alarm }: { readonly alarm: Alarm }) {
  const now = useNow()
  const { target } = alarm
  const look = (): void => {
    if (target === null) return
    const { receivers, senders } = pictureStore.getState()
    goTo('topology', null)
    flyToThing(receivers.has(target) ? 'receiver' : senders.has(target) ? 'sender' : 'device', target)
  }
  return (
    <p className={styles.alarm}>
      <time dateTime={alarm.at}>{whenText(alarm.at, now)}</time>
      <span>{alarm.text}</span>
      {target !== null && (
        <button type="button" className={styles.look} onClick={look}>
          Look
        </button>
      )}
      <button
        type="button"
        className={styles.close}
        aria-label={`Seen: ${alarm.text}`}
        title="Seen"
        onClick={() => {
          dismissAlarms([alarm.key])
        }}
      >
        ×
      </button>
    </p>
  )
}

/** Alarms stay until somebody here has seen them; many are a list that unfolds. */
function Alarms() {
  const alarms = useEvents((events) => events.alarms)
  const [open, setOpen] = useState(false)
  const [first, ...others] = alarms
  if (first === undefined) return null
  return (
    <div className={styles.banner} role="alert" data-testid="alarms">
      <div className={styles.list}>
        {(open ? alarms : [first]).map((alarm) => (
          <AlarmRow key={alarm.key} alarm={alarm} />
        ))}
      </div>
      {others.length > 0 && (
        <p className={styles.more}>
          <button
            type="button"
            className={styles.look}
            aria-expanded={open}
            onClick={() => {
              setOpen(!open)
            }}
          >
            {open ? 'Only the latest' : `${String(others.length)} more`}
          </button>
          <button
            type="button"
            className={styles.look}
            onClick={() => {
              dismissAlarms(null)
            }}
          >
            All seen
          </button>
        </p>
      )}
    </div>
  )
}

/** What everybody must know, above everything: no connection, a picture that has an age, an alarm. */
export function Banners() {
  const connection = useStore(connectionStore)
  return (
    <div className={styles.banners} data-banners>
      {connection.state === 'reconnecting' ? <Lost since={connection.since} /> : <Stale />}
      <Alarms />
    </div>
  )
}
