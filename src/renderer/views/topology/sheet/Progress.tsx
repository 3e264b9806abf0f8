import type { Change, Run } from '../../../../contract'
import { classes } from '../../../components/classes'
import styles from './TakeSheet.module.css'

type Part = { readonly name: string; readonly changes: readonly Change[] }

/** The run by the devices it waits for. */
function partsOf(run: Run): readonly Part[] {
  const parts = new Map<string, { name: string; changes: Change[] }>()
  for (const change of run.changes) {
    const key = change.node?.id ?? change.target.id
    const part = parts.get(key) ?? { name: change.node?.label ?? change.target.label, changes: [] }
    part.changes.push(change)
    parts.set(key, part)
  }
  return [...parts.values()]
}

const is =
  (...states: readonly Change['state'][]) =>
  (change: Change): boolean =>
    states.includes(change.state)

/** How far each device is. */
export function Progress({ run }: { readonly run: Run }) {
  return (
    <ul className={styles.progress}>
      {partsOf(run).map(({ name, changes }) => {
        const good = changes.filter(is('verified')).length
        const bad = changes.filter(is('failed', 'skipped')).length
        const busy = changes.some(is('applying', 'applied'))
        return (
          <li key={name}>
            <span>{name}</span>
            <span
              className={styles.track}
              role="progressbar"
              aria-label={name}
              aria-valuemin={0}
              aria-valuemax={changes.length}
              aria-valuenow={good + bad}
            >
              <i className={styles.good} style={{ flexGrow: good }} />
              <i className={styles.bad} style={{ flexGrow: bad }} />
              <i
                className={classes(styles.rest, busy && styles.busy)}
                style={{ flexGrow: changes.length - good - bad }}
              />
            </span>
            <span className={classes('mono', bad > 0 && 'warn')}>
              {good} / {changes.length}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
