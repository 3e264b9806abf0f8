import type { Leg } from '../../../../contract'
import { Section } from '../../../components/Section'
import styles from './Inspector.module.css'

/** The two networks of ST 2022-7, path 1 first. */
const networks = [
  { name: 'amber', hue: 'var(--amber)' },
  { name: 'blue', hue: 'var(--blue)' },
] as const

/** The paths of a stream, as the device's `/active` says. */
export function Legs({ legs, active }: { readonly legs: readonly Leg[]; readonly active: boolean }) {
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
            const network = networks[i]
            return (
              <tr key={i} data-off={!leg.enabled || !active} title={leg.interface ?? undefined}>
                <td>
                  <i style={{ background: active && leg.enabled ? (network?.hue ?? 'var(--dim)') : 'var(--faint)' }} />
                  {network?.name ?? `leg ${String(i + 1)}`}
                </td>
                <td>{leg.multicast ?? '–'}</td>
                <td>{leg.port ?? '–'}</td>
                <td>{leg.enabled ? (leg.source ?? '–') : 'off'}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Section>
  )
}
