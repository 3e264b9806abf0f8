import { Field } from '../../components/Page'
import { Problem } from '../../components/Problem'
import { Tick } from '../../components/Tick'
import { withoutCredentials } from './brokerDraft'
import { BrokerPart, type BrokerFields } from './BrokerPart'
import styles from './Brokers.module.css'
import { PemField } from './PemField'
import { SecretField } from './SecretField'

/** Where the broker is, and as whom it lets Signalbox in. */
export function ConnectionFields({ draft, faults, put, fresh }: BrokerFields & { readonly fresh: boolean }) {
  return (
    <>
      <Field label="Name" note="Tallies and devices are known by it.">
        <input
          className="mono"
          value={draft.name}
          maxLength={63}
          autoFocus={fresh}
          spellCheck={false}
          placeholder="house"
          onChange={(event) => {
            put({ name: event.currentTarget.value })
          }}
        />
      </Field>
      <Problem text={faults.name ?? null} />
      <Field label="Address" note="mqtt, mqtts (TLS), ws or wss; with a path where the broker wants one.">
        <input
          className="mono"
          value={draft.url}
          placeholder="mqtts://10.0.0.30:8883"
          maxLength={500}
          spellCheck={false}
          onBlur={() => {
            put(withoutCredentials(draft))
          }}
          onChange={(event) => {
            put({ url: event.currentTarget.value })
          }}
        />
      </Field>
      <Problem text={faults.url ?? null} />
      <Field label="User name">
        <input
          value={draft.username}
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            put({ username: event.currentTarget.value })
          }}
        />
      </Field>
      <Problem text={faults.username ?? null} />
      <SecretField
        label="Password"
        kind="password"
        secret={draft.password}
        onChange={(password) => {
          put({ password })
        }}
      />
    </>
  )
}

/** How both sides of an encrypted connection show who they are. */
export function CertificatesPart({ draft, faults, put }: BrokerFields) {
  const parts = [
    draft.allowUntrusted ? 'not checked' : draft.ca === '' ? 'known authorities' : 'own authority',
    ...(draft.cert === '' ? [] : ['client certificate']),
  ]
  return (
    <BrokerPart title="Certificates" now={parts.join(', ')} wrong={faults.cert !== undefined}>
      <PemField
        label="Authority (CA)"
        note="Empty: those that every browser knows."
        text={draft.ca}
        onChange={(ca) => {
          put({ ca })
        }}
      />
      <PemField
        label="Client certificate"
        note="Where the broker asks for one."
        text={draft.cert}
        onChange={(cert) => {
          put({ cert })
        }}
      />
      <SecretField
        label="Client key"
        kind="pem"
        secret={draft.clientKey}
        onChange={(clientKey) => {
          put({ clientKey })
        }}
      />
      <Problem text={faults.cert ?? null} />
      <Tick
        label="Do not check the broker’s certificate"
        on={draft.allowUntrusted}
        disabled={false}
        onChange={(allowUntrusted) => {
          put({ allowUntrusted })
        }}
      />
      {draft.allowUntrusted && (
        <p className={styles.warning}>▲ Anybody on the way can be the broker, and reads the password.</p>
      )}
    </BrokerPart>
  )
}
