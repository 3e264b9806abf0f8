import type { OnFailure, Origin } from '../../../contract'
import { failurePolicies } from '../salvos/failureWords'
import { Card, NumberRow, Row, type SettingsForm } from './SettingFields'

const origins: readonly (readonly [Origin, string])[] = [
  ['window', 'Taken in a window'],
  ['api', 'Asked by the API'],
  ['mqtt', 'Asked over MQTT'],
  ['schedule', 'Booked'],
  ['trigger', 'Triggered'],
  ['engine', 'Signalbox itself'],
]

const policies: Readonly<Record<OnFailure, string>> = {
  'pause-and-ask': 'stop and ask',
  'auto-rollback': 'put all back',
  'continue-on-error': 'go on',
}

/** How changes are carried out. */
export function ExecutionCard({ form }: { readonly form: SettingsForm }) {
  const { draft, off, put } = form
  return (
    <Card title="Execution" about="How many changes are at work at once, and how long a device may take.">
      <NumberRow
        form={form}
        field="parallel"
        label="Changes at work at once"
        note="Over the whole plant."
        unit="changes"
        none=""
      />
      <NumberRow
        form={form}
        field="perNodeRate"
        label="Begun on one node"
        note="Nothing: as many as it answers."
        unit="in a second"
        none="any"
      />
      <NumberRow
        form={form}
        field="requestMs"
        label="A request to a device"
        note="Then the device counts as silent."
        unit="ms"
        none=""
      />
      <NumberRow
        form={form}
        field="changeMs"
        label="A change as a whole"
        note="From its first request until the device says that it is so."
        unit="ms"
        none=""
      />
      <Row label="Several in one request" note="Where a device offers it (IS-05 bulk)." fault={undefined}>
        <input
          type="checkbox"
          checked={draft.bulk}
          disabled={off}
          onChange={(event) => {
            put({ bulk: event.currentTarget.checked })
          }}
        />
      </Row>
      <NumberRow
        form={form}
        field="togetherMs"
        label="Lead of “together”"
        note="How far ahead the one moment is put."
        unit="ms"
        none=""
      />
    </Card>
  )
}

/** What a failed change means for the others. */
export function FailureCard({ form: { draft, off, put } }: { readonly form: SettingsForm }) {
  return (
    <Card
      title="If one fails"
      about="What a failed change means for the others of its run, by who asked. A salvo may say otherwise."
    >
      {origins.map(([origin, words]) => (
        <Row key={origin} label={words} note="" fault={undefined}>
          <select
            value={draft.onFailure[origin]}
            disabled={off}
            onChange={(event) => {
              const chosen = failurePolicies.find((each) => each === event.currentTarget.value)
              if (chosen !== undefined) put({ onFailure: { ...draft.onFailure, [origin]: chosen } })
            }}
          >
            {failurePolicies.map((each) => (
              <option key={each} value={each}>
                {policies[each]}
              </option>
            ))}
          </select>
        </Row>
      ))}
    </Card>
  )
}
