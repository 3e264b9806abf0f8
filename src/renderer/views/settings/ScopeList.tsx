import type { Scope } from '../../../contract'
import { scopeKey } from '../../components/scopes'
import { ScopePicker } from '../../components/ScopePicker'
import { scopeWords } from '../../components/scopeWords'
import { useChosenReceivers } from '../../state/chosen'
import styles from './Settings.module.css'
import { useRegistryNames } from '../../state/registryNames'

type Props = {
  readonly label: string
  /** What an empty list means. */
  readonly none: string
  readonly value: readonly Scope[]
  readonly disabled: boolean
  readonly onChange: (scopes: readonly Scope[]) => void
}

/** Parts of the plant, of which there may be several or none. */
export function ScopeList({ label, none, value, disabled, onChange }: Props) {
  const selection = useChosenReceivers()
  const registries = useRegistryNames()
  const keys = new Set(value.map(scopeKey))
  return (
    <div className={styles.scopes} role="group" aria-label={label}>
      {value.length === 0 && <span className="faint">{none}</span>}
      {value.map((scope) => (
        <span key={scopeKey(scope)} className={styles.scope}>
          {scopeWords(scope, registries)}
          {!disabled && (
            <button
              type="button"
              aria-label={`Take ${scopeWords(scope, registries)} off the list`}
              onClick={() => {
                onChange(value.filter((each) => scopeKey(each) !== scopeKey(scope)))
              }}
            >
              ×
            </button>
          )}
        </span>
      ))}
      {!disabled && (
        <ScopePicker
          key={keys.size}
          label={`Add to ${label}`}
          value={null}
          selection={selection}
          disabled={false}
          onChange={(scope) => {
            if (!keys.has(scopeKey(scope))) onChange([...value, scope])
          }}
        />
      )}
    </div>
  )
}
