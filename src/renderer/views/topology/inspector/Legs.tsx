import type { ReactNode } from 'react'
import type { Leg } from '../../../../contract'
import { Section } from '../../../components/Section'
import styles from './Inspector.module.css'
import { networkOf } from './networks'

type Props = {
  readonly legs: readonly Leg[]
  readonly active: boolean
  /** What can be done with them. */
  readonly children?: ReactNode
}

/** The paths of a stream, as the device's `/active` says. */
export function Legs({ legs, active, children }: Props) {
  if (legs.length === 0) return null
  return (
    <Section title={active ? 'Legs' : 'Legs, as last used'}>
      <table className={styles.legs}>
        <thead>
          <tr>
            <th aria-label="network" />
            <th>multicast</th>
            <th>port</th>
            <th>source</th>
          </tr>
        </thead>
        <tbody>
          {legs.map((leg, i) => {
            const { name, hue } = networkOf(i)
            return (
              <tr key={i} data-off={!leg.enabled || !active} title={leg.interface ?? undefined}>
                <td>
                  <i style={{ background: active && leg.enabled ? hue : 'var(--faint)' }} />
                  {name}
                </td>
                <td>{leg.multicast ?? '–'}</td>
                <td>{leg.port ?? '–'}</td>
                <td>{leg.enabled ? (leg.source ?? '–') : 'off'}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {children}
    </Section>
  )
}
