import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Tick } from '../../components/Tick'
import { useActor } from '../../state/session'
import { BrokerPart, type BrokerFields } from './BrokerPart'
import { policyWords } from './brokerWords'

const roles = ['viewer', 'operator', 'engineer', 'admin'] as const
const policies = ['drop-oldest', 'drop-newest', 'refuse'] as const

/** Whether devices on it are part of the plant, and what their commands may. */
export function DevicesPart({ draft, faults, put }: BrokerFields) {
  const { role } = useActor() ?? { role: 'viewer' as const }
  return (
    <BrokerPart
      title="Devices on it"
      now={draft.relay ? `${draft.topicPrefix}/device/…, as ${draft.role}` : 'none'}
      wrong={faults.topicPrefix !== undefined}
    >
      <Tick
        label="Its devices are part of the plant"
        on={draft.relay}
        disabled={false}
        onChange={(relay) => {
          put({ relay })
        }}
      />
      <Field label="Topic prefix" note="Before every topic of devices, as in /lab/device/rpi-01/meta">
        <input
          className="mono"
          value={draft.topicPrefix}
          maxLength={100}
          spellCheck={false}
          onChange={(event) => {
            put({ topicPrefix: event.currentTarget.value })
          }}
        />
      </Field>
      <Problem text={faults.topicPrefix ?? null} />
      <Field
        label="Commands over it count as those of"
        note="The connection carries the role, not the names in messages."
      >
        <select
          value={draft.role}
          onChange={(event) => {
            const chosen = roles.find((each) => each === event.currentTarget.value)
            if (chosen !== undefined) put({ role: chosen })
          }}
        >
          {roles.map((each) => (
            <option key={each} value={each} disabled={roles.indexOf(each) > roles.indexOf(role)}>
              {each === 'viewer' ? 'a viewer: they are refused' : `an ${each}`}
            </option>
          ))}
        </select>
      </Field>
    </BrokerPart>
  )
}

/** What waits for it while it is away. */
export function QueuePart({ draft, faults, put }: BrokerFields) {
  return (
    <BrokerPart
      title="While it is away"
      now={Number(draft.limit) === 0 ? 'nothing waits' : `up to ${draft.limit} wait`}
      wrong={faults.limit !== undefined || faults.megabytes !== undefined}
    >
      <p className="quiet">State and events wait for it; commands never do, they are refused at once.</p>
      <div className={page.pair}>
        <Field label="Messages">
          <input
            inputMode="numeric"
            value={draft.limit}
            onChange={(event) => {
              put({ limit: event.currentTarget.value })
            }}
          />
        </Field>
        <Field label="MB">
          <input
            inputMode="decimal"
            value={draft.megabytes}
            onChange={(event) => {
              put({ megabytes: event.currentTarget.value })
            }}
          />
        </Field>
      </div>
      <Problem text={faults.limit ?? faults.megabytes ?? null} />
      <Field label="When that is full">
        <select
          value={draft.policy}
          onChange={(event) => {
            const chosen = policies.find((each) => each === event.currentTarget.value)
            if (chosen !== undefined) put({ policy: chosen })
          }}
        >
          {policies.map((each) => (
            <option key={each} value={each}>
              {policyWords[each]}
            </option>
          ))}
        </select>
      </Field>
    </BrokerPart>
  )
}
