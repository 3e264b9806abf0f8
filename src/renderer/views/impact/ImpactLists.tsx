import { Fragment } from 'react'
import type { Impact, ImpactDependent } from '../../../contract'
import { flyToThing } from '../../app/finder/fly'
import { goTo, hashOf } from '../../app/place'
import { placeOfDependent } from './dependentPlace'
import styles from './Impact.module.css'

/** Entries of a list that are drawn. */
const DRAWN = 60

const kindNames: Readonly<Record<ImpactDependent['kind'], string>> = {
  salvo: 'Salvos',
  snapshot: 'Snapshots',
  playbook: 'Playbooks',
  schedule: 'Schedules',
  trigger: 'Triggers',
  policy: 'Policies',
  window: 'Windows',
  lock: 'Locks',
  lease: 'Leases',
  'tally-mapping': 'Tally mappings',
  recovery: 'Recovery',
}

function Dependent({ dependent }: { readonly dependent: ImpactDependent }) {
  const { label, text } = dependent
  const place = placeOfDependent(dependent)
  return (
    <li>
      {place === null ? <b>{label}</b> : <a href={hashOf(place.view, place.what)}>{label}</a>}
      <small>{text}</small>
    </li>
  )
}

/** Who feels it: destinations, on air first, then everything of the house that speaks of it. */
export function ImpactLists({ impact }: { readonly impact: Impact }) {
  const { routes, dependents, total } = impact
  const kinds = [...new Set(dependents.map(({ kind }) => kind))]
  const shown = routes.slice(0, DRAWN)
  return (
    <div className={styles.lists}>
      {total.routes > 0 && (
        <section aria-label="Destinations">
          <h3>{total.routes === 1 ? '1 destination' : `${String(total.routes)} destinations`}</h3>
          <ul className={styles.list}>
            {shown.map((route) => (
              <li key={`${route.receiverId} ${route.senderId}`} data-air={route.onAir}>
                <button
                  type="button"
                  onClick={() => {
                    goTo('topology', null)
                    flyToThing('receiver', route.receiverId)
                  }}
                >
                  {route.onAir && <span className={styles.air}>ON AIR</span>}
                  {route.text}
                </button>
              </li>
            ))}
          </ul>
          {total.routes > shown.length && <p className="faint">and {total.routes - shown.length} more</p>}
        </section>
      )}
      {kinds.map((kind) => {
        const all = dependents.filter((dependent) => dependent.kind === kind)
        return (
          <Fragment key={kind}>
            <section aria-label={kindNames[kind]}>
              <h3>{kindNames[kind]}</h3>
              <ul className={styles.list}>
                {all.slice(0, DRAWN).map((dependent) => (
                  <Dependent key={`${dependent.id} ${dependent.text}`} dependent={dependent} />
                ))}
              </ul>
              {all.length > DRAWN && <p className="faint">and {all.length - DRAWN} more</p>}
            </section>
          </Fragment>
        )
      })}
    </div>
  )
}
