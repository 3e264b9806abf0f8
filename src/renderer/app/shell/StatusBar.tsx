import { useMemo } from 'react'
import { useStore } from 'zustand'
import { classes } from '../../components/classes'
import { StateDot } from '../../components/Dot'
import { useNow } from '../../components/now'
import { agoText, lengthText } from '../../components/timeText'
import type { Health, Registry, RegistryStatus, Run } from '../../../contract'
import { useBrokers } from '../../state/brokers'
import { useEvents } from '../../state/events'
import { useHealth } from '../../state/health'
import { isOver } from '../../state/outcomes'
import { inEffect, openWindows } from '../../components/openWindows'
import { usePicture } from '../../state/picture'
import { usePolicies } from '../../state/policies'
import { useRegistryNames } from '../../state/registryNames'
import { useWindows } from '../../state/windows'
import { routesOf } from '../../state/routes'
import { connectionStore } from '../connection'
import { isAtLeast, useActor } from '../../state/session'
import { takeBack } from '../../state/take'
import { hashOf } from '../place'
import styles from './StatusBar.module.css'

/** Registries named in the bar; the others are a number. */
const NAMED = 3

function Age({ since }: { readonly since: string }) {
  return <span className="warn">stale {agoText(since, useNow())}</span>
}

const words: Readonly<Record<RegistryStatus['state'], string>> = {
  connecting: 'connecting',
  syncing: 'listing',
  live: 'live',
  polling: 'polled',
  stale: 'stale',
  off: 'off',
}

function RegistryWord({ registry }: { readonly registry: Registry }) {
  const { label, role, status } = registry
  return (
    <span className={styles.registry} title={status.problem ?? status.href ?? registry.queryUrl}>
      <StateDot state={status.state} /> <b>{label}</b>{' '}
      {[role === 'primary' ? null : role, status.version].filter((word) => word !== null).join(', ')}{' '}
      {status.state === 'stale' ? <Age since={status.since} /> : words[status.state]}
    </span>
  )
}

function Registries() {
  const registries = useEvents((events) => events.registries)
  const list = useMemo(
    () => [...(registries?.values() ?? [])].sort((a, b) => a.priority - b.priority || a.label.localeCompare(b.label)),
    [registries],
  )
  if (registries === null) return null
  return (
    <a href={hashOf('registries', null)} className={styles.group} aria-label="Registries">
      {list.length === 0 && <span>no registry</span>}
      {list.slice(0, NAMED).map((registry) => (
        <RegistryWord key={registry.id} registry={registry} />
      ))}
      {list.length > NAMED && <span>+{list.length - NAMED}</span>}
    </a>
  )
}

/** MQTT brokers: the first that is away by its name, else how many there are. */
function Brokers() {
  const now = useNow()
  const used = (useBrokers().value ?? []).filter(({ enabled }) => enabled)
  const [first] = used
  if (first === undefined) return null
  const away = used.filter(({ state }) => state.state !== 'live')
  const [lost] = away
  const lines = used.map(({ name, state }) => `${name}: ${state.problem ?? state.warning ?? state.state}`)
  const words =
    used.length === 1 ? (
      <b>{first.name}</b>
    ) : (
      <>
        <b>{used.length}</b> brokers
      </>
    )
  return (
    <a
      href={hashOf('brokers', lost?.id ?? null)}
      className={styles.group}
      title={lines.join('\n')}
      data-testid="brokers"
    >
      {lost === undefined ? (
        <span>
          <StateDot state="live" /> MQTT {words}
        </span>
      ) : (
        <span>
          <StateDot state={lost.state.state === 'lost' ? 'stale' : 'connecting'} /> MQTT <b>{lost.name}</b>{' '}
          <span className={lost.state.state === 'lost' ? 'warn' : undefined}>
            {lost.state.state === 'lost' ? `lost ${agoText(lost.state.since, now)}` : 'connecting'}
          </span>
          {away.length > 1 && <b> +{away.length - 1}</b>}
        </span>
      )}
    </a>
  )
}

function Counts() {
  const { nodes, senders, receivers } = {
    nodes: usePicture((p) => p.nodes),
    senders: usePicture((p) => p.senders),
    receivers: usePicture((p) => p.receivers),
  }
  const offline = useMemo(() => {
    const gone = (of: ReadonlyMap<string, { readonly status: string }>): number =>
      [...of.values()].filter(({ status }) => status === 'offline').length
    const lost = gone(nodes)
    if (lost > 0) return lost === 1 ? '1 node offline' : `${String(lost)} nodes offline`
    const ports = gone(senders) + gone(receivers)
    return ports === 0 ? null : `${String(ports)} ${ports === 1 ? 'port' : 'ports'} offline`
  }, [nodes, senders, receivers])
  return (
    <>
      <span data-testid="counts">
        <span className={styles.wide}>
          <b>{nodes.size}</b> nodes · <b>{senders.size}</b> senders · <b>{receivers.size}</b> receivers ·{' '}
        </span>
        <b>{routesOf(receivers).length}</b> routes
      </span>
      {offline !== null && <span className="warn">{offline}</span>}
    </>
  )
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${String(Math.ceil(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

function Store({ store }: { readonly store: Health['store'] }) {
  if (!store.ok)
    return <span className="warn">store: {store.problem ?? 'cannot be written; nothing can be taken'}</span>
  return (
    <span>
      <span className={styles.wide}>
        store <b>{sizeText(store.sizeBytes)}</b> ·{' '}
      </span>
      {store.unfinishedRuns === 0 ? 'journal clean' : <em>{store.unfinishedRuns} unfinished in the journal</em>}
    </span>
  )
}

/** How a run stands, in as few words as there is room for. */
const endings: Readonly<Partial<Record<string, string>>> = {
  succeeded: 'verified',
  compensated: 'put back',
  compensating: 'being put back',
  awaiting_approval: 'waits for approval',
  paused: 'waits for an answer',
  running: 'under way',
}

type Ending = { readonly number: number; readonly state: string; readonly durationMs: number | null }

function endingOf(run: Run): Ending {
  const { number, state, startedAt, finishedAt } = run
  const durationMs = startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt)
  return { number, state, durationMs }
}

/** Prepares to take back what the person here took last. */
function TakeBack() {
  const may = isAtLeast(useActor(), 'operator')
  if (!may) return null
  return (
    <button
      type="button"
      className={styles.back}
      title="Prepare to take back what you took last (Ctrl+Z); nothing is sent before you take it"
      onClick={() => {
        takeBack('last', null)
      }}
    >
      Take back last
    </button>
  )
}

function LastRun() {
  const runs = useEvents((events) => events.runs)
  const stored = useHealth((health) => health?.lastRun ?? null)
  const begun = runs.find((run) => run.startedAt !== null && isOver(run))
  const heard = begun === undefined ? null : endingOf(begun)
  const kept = stored?.state === 'planned' ? null : stored
  const last = heard !== null && heard.number >= (kept?.number ?? 0) ? heard : kept
  if (last === null) return null
  const bad = ['failed', 'paused', 'compensated', 'awaiting_approval'].includes(last.state)
  return (
    <>
      <a href={hashOf('history', String(last.number))}>
        last run <b>#{last.number}</b>{' '}
        <span className={bad ? 'warn' : undefined}>{endings[last.state] ?? last.state}</span>
        {last.durationMs !== null && (
          <>
            {' '}
            in <b>{lengthText(last.durationMs)}</b>
          </>
        )}
      </a>
      <TakeBack />
    </>
  )
}

/** How many policies are in effect now, with what the open windows switch. */
function Policies() {
  const policies = usePolicies().value?.items ?? []
  const windows = useWindows().value ?? []
  if (policies.length === 0) return null
  const count = inEffect(policies, windows)
  const off = policies.filter(({ suspendedBy }) => suspendedBy !== null).length
  return (
    <a
      href={hashOf('policies', null)}
      data-testid="policies-in-effect"
      title={off === 0 ? 'Rules that takes are judged by' : 'An open window switches some of them off'}
    >
      <b>{count}</b> {count === 1 ? 'policy' : 'policies'} in effect{off > 0 && <em> · {off} off by a window</em>}
    </a>
  )
}

/** The windows that are open now: the one that ends first, and how many more. */
function Windows() {
  const now = useNow()
  const registries = useRegistryNames()
  const policies = usePolicies().value?.items ?? []
  const [first, ...others] = openWindows(useWindows().value ?? [], policies, registries, now)
  if (first === undefined) return null
  const lines = [first, ...others].map(({ text, switches, label }) =>
    [`“${label}”`, text, switches].filter((part) => part !== null).join(' · '),
  )
  return (
    <a
      className={styles.window}
      href={hashOf('windows', first.id)}
      title={lines.join('\n')}
      data-testid="open-windows"
      data-kind={first.kind}
    >
      {first.text}
      {others.length > 0 && <b> +{others.length}</b>}
    </a>
  )
}

/** The line at the bottom: is what we know fresh, is it kept, what came last. */
export function StatusBar() {
  const store = useHealth((health) => health?.store ?? null)
  const known = useStore(connectionStore, ({ state }) => state === 'open')
  return (
    <footer className={classes(styles.bar, !known && styles.lost)} role="contentinfo">
      {known ? <Registries /> : <span>no connection to the engine</span>}
      <Brokers />
      <Counts />
      <Policies />
      <Windows />
      <span className={styles.gap} />
      {store !== null && <Store store={store} />}
      <LastRun />
    </footer>
  )
}
