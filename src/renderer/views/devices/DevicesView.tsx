import { hashOf, usePlace } from '../../app/place'
import { useHolds } from '../../state/leases'
import { useModules } from '../../state/modules'
import { InspectorTab } from '../inspector/InspectorTab'
import { HoldsTab } from '../locks/HoldsTab'
import { devicesPlaceOf, devicesWhat, type DevicesPlace } from './devicesPlace'
import { DevicesTab } from './DevicesTab'
import styles from './Devices.module.css'
import { ModulesTab } from './ModulesTab'

function Tab({
  place,
  now,
  name,
  count,
  warn,
}: {
  readonly place: DevicesPlace
  readonly now: DevicesPlace
  readonly name: string
  readonly count: number | null
  /** Why somebody should look, as a sentence. */
  readonly warn: string | null
}) {
  return (
    <a
      href={hashOf('devices', devicesWhat(place))}
      aria-current={now.tab === place.tab ? 'page' : undefined}
      title={warn ?? undefined}
    >
      {name}
      {count !== null && count > 0 && <small>{count}</small>}
      {warn !== null && (
        <span className="warn" aria-hidden="true">
          ▲
        </span>
      )}
    </a>
  )
}

function Body({ place }: { readonly place: DevicesPlace }) {
  switch (place.tab) {
    case 'devices':
      return <DevicesTab id={place.id} />
    case 'modules':
      return <ModulesTab name={place.name} />
    case 'topics':
      return <InspectorTab />
    case 'holds':
      return <HoldsTab />
  }
}

/** Devices on MQTT, the modules that speak to them, what goes over the brokers, and who has reserved what. */
export function DevicesView() {
  const place = devicesPlaceOf(usePlace().what)
  const modules = useModules().value ?? []
  const holds = useHolds().value ?? []
  const failed = modules.filter(({ state }) => state === 'failed')
  const warn = failed.length === 0 ? null : `${failed.map(({ title }) => title).join(', ')}: not running`
  return (
    <div className={styles.view}>
      <nav className={styles.tabs} aria-label="Devices and modules">
        <Tab place={{ tab: 'devices', id: null }} now={place} name="Devices" count={null} warn={null} />
        <Tab place={{ tab: 'modules', name: null }} now={place} name="Modules" count={modules.length} warn={warn} />
        <Tab place={{ tab: 'topics' }} now={place} name="Messages" count={null} warn={null} />
        <Tab place={{ tab: 'holds' }} now={place} name="Locks and leases" count={holds.length} warn={null} />
      </nav>
      <div className={styles.body}>
        <Body place={place} />
      </div>
    </div>
  )
}
