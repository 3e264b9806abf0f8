import { Button } from '../../components/Button'
import type { QosDraft } from './brokerDraft'
import { QosSelect } from './QosSelect'
import styles from './Brokers.module.css'

type Props = { readonly rules: readonly QosDraft[]; readonly onChange: (rules: readonly QosDraft[]) => void }

/** QoS by topic, in place of what is asked for. */
export function QosRules({ rules, onChange }: Props) {
  const change = (key: number, part: Partial<QosDraft>): void => {
    onChange(rules.map((rule) => (rule.key === key ? { ...rule, ...part } : rule)))
  }
  return (
    <div className={styles.rules} role="group" aria-label="QoS by topic">
      <span>QoS by topic</span>
      {rules.map(({ key, filter, qos }, index) => (
        <div key={key} className={styles.rule}>
          <input
            className="mono"
            aria-label={`Topic of rule ${String(index + 1)}`}
            value={filter}
            placeholder="/lab/device/+/meta"
            maxLength={500}
            spellCheck={false}
            onChange={(event) => {
              change(key, { filter: event.currentTarget.value })
            }}
          />
          <QosSelect
            label={`QoS of rule ${String(index + 1)}`}
            qos={qos}
            onChange={(next) => {
              change(key, { qos: next })
            }}
          />
          <Button
            look="bare"
            aria-label={`Remove rule ${String(index + 1)}`}
            onClick={() => {
              onChange(rules.filter((rule) => rule.key !== key))
            }}
          >
            ×
          </Button>
        </div>
      ))}
      <div className={styles.under}>
        <small>
          {rules.length === 0
            ? 'None: each topic has the QoS that is asked for it.'
            : 'The first that has the topic counts.'}
        </small>
        <Button
          look="bare"
          onClick={() => {
            onChange([...rules, { key: Math.max(-1, ...rules.map(({ key }) => key)) + 1, filter: '', qos: 1 }])
          }}
        >
          Add a rule
        </Button>
      </div>
    </div>
  )
}
