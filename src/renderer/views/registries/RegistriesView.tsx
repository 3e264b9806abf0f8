import { useMemo } from 'react'
import type { Registry } from '../../../contract'
import { goTo, usePlace } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { StateDot } from '../../components/Dot'
import { useNow } from '../../components/now'
import { Page } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Unsaved } from '../../components/Unsaved'
import { agoText } from '../../components/timeText'
import { useEvents } from '../../state/events'
import { isAtLeast, useActor } from '../../state/session'
import { Placements } from './Placements'
import { RegistryPanel } from './RegistryPanel'
import { RegistryForm, registryForm } from './RegistryForm'

const kinds: Readonly<Record<Registry['kind'], string>> = { registry: 'registry', node: 'node', 'dns-sd': 'DNS-SD' }

function Row({ registry, open }: { readonly registry: Registry; readonly open: boolean }) {
  const { status } = registry
  const now = useNow()
  const show = (): void => {
    goTo('registries', registry.id)
  }
  return (
    <tr data-open={open} onClick={show}>
      <td className={page.named}>
        <div className={page.marked}>
          <StateDot state={status.state} />
          <button type="button" onClick={show} aria-current={open ? 'true' : undefined}>
            <b className={page.clamp} title={registry.label}>
              {registry.label}
            </b>
          </button>
          <Unsaved form={registryForm(registry.id)} />
        </div>
      </td>
      <td className="quiet">{kinds[registry.kind]}</td>
      <td className={classes('mono', page.named)}>
        <span className={page.clamp} title={registry.queryUrl}>
          {registry.queryUrl}
        </span>
      </td>
      <td className={status.state === 'stale' ? 'warn' : 'quiet'}>
        {status.state === 'stale' || status.state === 'connecting'
          ? `${status.state} ${agoText(status.since, now)}`
          : status.state}
      </td>
      <td className="quiet">{status.version ?? '–'}</td>
      <td className="quiet">{registry.role}</td>
      <td className={classes('quiet', page.named)}>
        <span className={page.clamp} title={registry.site ?? undefined}>
          {registry.site ?? '–'}
        </span>
      </td>
      <td className={page.right}>{status.resources}</td>
    </tr>
  )
}

function Side({ what, list }: { readonly what: string | null; readonly list: readonly Registry[] }) {
  const may = isAtLeast(useActor(), 'engineer')
  const chosen = list.find((registry) => registry.id === what)
  if (what === 'new') return <RegistryForm key="new" registry={null} />
  if (chosen !== undefined) return <RegistryPanel key={chosen.id} registry={chosen} />
  return (
    <p className="quiet">
      {list.length === 0
        ? 'Add a registry by the address of its Query API, a single node by its Node API, or a DNS domain to look in.'
        : 'Choose one to see what it says, change it or remove it.'}
      {!may && ' Changing them needs the role engineer.'}
    </p>
  )
}

/** Where the plant is learned from, and where things without tags stand. */
export function RegistriesView() {
  const { what } = usePlace()
  const registries = useEvents((events) => events.registries)
  const may = isAtLeast(useActor(), 'engineer')
  const list = useMemo(
    () => [...(registries?.values() ?? [])].sort((a, b) => a.priority - b.priority || a.label.localeCompare(b.label)),
    [registries],
  )
  return (
    <Page
      title="Registries"
      about="Where the plant is learned from. Several may hold the same things; what one alone holds goes offline with it, nothing is dropped silently."
      actions={
        may && (
          <Button
            onClick={() => {
              goTo('registries', 'new')
            }}
          >
            Add… <Unsaved form={registryForm(null)} />
          </Button>
        )
      }
      side={<Side what={what} list={list} />}
    >
      <table className={page.table} aria-label="Registries">
        <thead>
          <tr>
            <th>Name</th>
            <th>Kind</th>
            <th>Address</th>
            <th>State</th>
            <th>IS-04</th>
            <th>Role</th>
            <th>Site</th>
            <th className={page.right}>Resources</th>
          </tr>
        </thead>
        <tbody>
          {list.map((registry) => (
            <Row key={registry.id} registry={registry} open={registry.id === what} />
          ))}
        </tbody>
      </table>
      {registries === null && <p className={page.none}>Asking the engine…</p>}
      {registries?.size === 0 && (
        <p className={page.none}>None yet. Add the address of a registry, and its plant appears.</p>
      )}
      <Placements />
    </Page>
  )
}
