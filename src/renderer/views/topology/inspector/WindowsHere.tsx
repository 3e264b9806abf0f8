import type { Id, LightReceiver } from '../../../../contract'
import { hashOf } from '../../../app/place'
import { useNow } from '../../../components/now'
import { openWindows } from '../../../components/openWindows'
import { isInScope } from '../../../components/scopeMatch'
import { Section } from '../../../components/Section'
import { usePolicies } from '../../../state/policies'
import { useRegistryNames } from '../../../state/registryNames'
import { useWindows } from '../../../state/windows'
import styles from './Inspector.module.css'

type Props = {
  readonly receiver: LightReceiver
  /** The registries that have it; null until they are known. */
  readonly witnesses: readonly Id[] | null
}

/** The windows that are open at a destination, and what they switch; draws nothing where none is. */
export function WindowsHere({ receiver, witnesses }: Props) {
  const now = useNow()
  const windows = useWindows().value ?? []
  const policies = usePolicies().value?.items ?? []
  const here = openWindows(windows, policies, useRegistryNames(), now).filter(({ scope }) =>
    isInScope(scope, { ...receiver, witnesses }),
  )
  if (here.length === 0) return null
  return (
    <Section title="Windows">
      <ul className={styles.windows}>
        {here.map(({ id, kind, text, switches, label }) => (
          <li key={id}>
            <a className={styles.link} href={hashOf('windows', id)}>
              {label}
            </a>{' '}
            <span className={kind === 'maintenance' ? 'warn' : 'quiet'}>{text}</span>
            {switches !== null && <span className="quiet"> · {switches}</span>}
          </li>
        ))}
      </ul>
    </Section>
  )
}
