import type { Qos } from '../../../contract'
import { qosWords } from './brokerWords'

const levels: readonly Qos[] = [0, 1, 2]

/** How surely a message arrives (MQTT 3.1.1 §4.3). */
export function QosSelect({
  label,
  qos,
  onChange,
}: {
  readonly label: string
  readonly qos: Qos
  readonly onChange: (qos: Qos) => void
}) {
  return (
    <select
      aria-label={label}
      value={qos}
      onChange={(event) => {
        const chosen = levels.find((level) => String(level) === event.currentTarget.value)
        if (chosen !== undefined) onChange(chosen)
      }}
    >
      {levels.map((level) => (
        <option key={level} value={level}>
          {qosWords[level]}
        </option>
      ))}
    </select>
  )
}
