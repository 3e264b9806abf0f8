import { Field } from '../../components/Page'
import { Problem } from '../../components/Problem'
import { Tick } from '../../components/Tick'
import { BrokerPart, type BrokerFields } from './BrokerPart'
import { QosRules } from './QosRules'
import { QosSelect } from './QosSelect'

/** What the broker keeps and says for Signalbox, and how sure a message is of arriving. */
export function SessionPart({ draft, faults, put }: BrokerFields) {
  const parts = [
    draft.keepSession ? 'kept' : 'fresh each time',
    ...(draft.willTopic.trim() === '' ? [] : ['will']),
    ...(draft.qos.length === 0 ? [] : ['QoS rules']),
  ]
  return (
    <BrokerPart title="Session, will, QoS" now={parts.join(', ')} wrong={faults.qos !== undefined}>
      <Tick
        label="The broker keeps what comes while we are away"
        on={draft.keepSession}
        disabled={false}
        onChange={(keepSession) => {
          put({ keepSession })
        }}
      />
      <Field label="Client id" note="Empty: made up. No other client may have the same.">
        <input
          className="mono"
          value={draft.clientId}
          maxLength={200}
          spellCheck={false}
          onChange={(event) => {
            put({ clientId: event.currentTarget.value })
          }}
        />
      </Field>
      <Field label="Topic of the will" note="Said by the broker when we are gone; empty: none.">
        <input
          className="mono"
          value={draft.willTopic}
          maxLength={500}
          spellCheck={false}
          onChange={(event) => {
            put({ willTopic: event.currentTarget.value })
          }}
        />
      </Field>
      {draft.willTopic.trim() !== '' && (
        <>
          <Field label="What it says">
            <input
              className="mono"
              value={draft.willPayload}
              maxLength={10_000}
              spellCheck={false}
              onChange={(event) => {
                put({ willPayload: event.currentTarget.value })
              }}
            />
          </Field>
          <Field label="QoS of the will">
            <QosSelect
              label="QoS of the will"
              qos={draft.willQos}
              onChange={(willQos) => {
                put({ willQos })
              }}
            />
          </Field>
          <Tick
            label="The broker retains it"
            on={draft.willRetain}
            disabled={false}
            onChange={(willRetain) => {
              put({ willRetain })
            }}
          />
        </>
      )}
      <QosRules
        rules={draft.qos}
        onChange={(qos) => {
          put({ qos })
        }}
      />
      <Problem text={faults.qos ?? null} />
    </BrokerPart>
  )
}
