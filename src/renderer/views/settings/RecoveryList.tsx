import type { Settings } from '../../../contract'
import { scopeKey } from '../../components/scopes'
import { ScopePicker } from '../../components/ScopePicker'
import { scopeWords } from '../../components/scopeWords'
import { useChosenReceivers } from '../../state/chosen'
import { useRegistryNames } from '../../state/registryNames'
import styles from './Settings.module.css'

type Entry = Settings['recovery']['scopes'][number]
type Props = {
  readonly value: readonly Entry[]
  readonly disabled: boolean
  readonly onChange: (value: Entry[]) => void
}

/** Parts of the plant whose good routing is kept, and what is done when they come back without it. */
export function RecoveryList({ value, disabled, onChange }: Props) {
  const selection = useChosenReceivers()
  const registries = useRegistryNames()
  const keys = new Set(value.map(({ scope }) => scopeKey(scope)))
  return (
    <div className={styles.topics} role="group" aria-label="Parts that are recovered">
      {value.length === 0 && <span className="faint">no part: nothing is kept</span>}
      {value.map((entry) => {
        const words = scopeWords(entry.scope, registries)
        const key = scopeKey(entry.scope)
        return (
          <div key={key} className={styles.topic}>
            <span>{words}</span>
            <select
              aria-label={`When ${words} comes back otherwise`}
              value={entry.mode}
              disabled={disabled}
              onChange={(event) => {
                const mode = event.currentTarget.value === 'reapply' ? 'reapply' : 'show'
                onChange(value.map((each) => (scopeKey(each.scope) === key ? { ...each, mode } : each)))
              }}
            >
              <option value="show">show the difference</option>
              <option value="reapply">put it right</option>
            </select>
            {!disabled && (
              <button
                type="button"
                aria-label={`Take ${words} off the list`}
                onClick={() => {
                  onChange(value.filter(({ scope }) => scopeKey(scope) !== key))
                }}
              >
                ×
              </button>
            )}
          </div>
        )
      })}
      {!disabled && (
        <ScopePicker
          key={keys.size}
          label="Add to the parts that are recovered"
          value={null}
          selection={selection}
          disabled={false}
          onChange={(scope) => {
            if (!keys.has(scopeKey(scope))) onChange([...value, { scope, mode: 'show' }])
          }}
        />
      )}
    </div>
  )
}
