import { useState, type FormEvent, type ReactNode } from 'react'
import type { Broker } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Tick } from '../../components/Tick'
import { knowBroker } from '../../state/brokers'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { brokerDraft, brokerFaults, brokerInput, isSecure, withoutCredentials, type BrokerDraft } from './brokerDraft'
import styles from './Brokers.module.css'
import { policyWords } from './brokerWords'
import { PemField } from './PemField'
import { QosRules } from './QosRules'
import { QosSelect } from './QosSelect'
import { SecretField } from './SecretField'

type Result = { readonly ok: boolean; readonly text: string }
type Put = (part: Partial<BrokerDraft>) => void
type Fields = { readonly draft: BrokerDraft; readonly faults: ReturnType<typeof brokerFaults>; readonly put: Put }

const roles = ['viewer', 'operator', 'engineer', 'admin'] as const
const policies = ['drop-oldest', 'drop-newest', 'refuse'] as const

/** A part of the form that is closed until somebody needs it, or something in it is wrong. */
function Part({
  title,
  now,
  wrong,
  children,
}: {
  readonly title: string
  /** What it says now, in a few words. */
  readonly now: string
  readonly wrong: boolean
  readonly children: ReactNode
}) {
  const [open, setOpen] = useState(false)
  return (
    <details
      className={styles.part}
      open={open || wrong}
      onToggle={(event) => {
        setOpen(event.currentTarget.open)
      }}
    >
      <summary>
        <span>{title}</span>
        <span>{now}</span>
      </summary>
      <div className={styles.inside}>{children}</div>
    </details>
  )
}

function Connection({ draft, faults, put, fresh }: Fields & { readonly fresh: boolean }) {
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

function Tls({ draft, faults, put }: Fields) {
  const parts = [
    draft.allowUntrusted ? 'not checked' : draft.ca === '' ? 'known authorities' : 'own authority',
    ...(draft.cert === '' ? [] : ['client certificate']),
  ]
  return (
    <Part title="Certificates" now={parts.join(', ')} wrong={faults.cert !== undefined}>
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
    </Part>
  )
}

function Devices({ draft, faults, put }: Fields) {
  const { role } = useActor() ?? { role: 'viewer' as const }
  return (
    <Part
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
    </Part>
  )
}

function Queue({ draft, faults, put }: Fields) {
  return (
    <Part
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
    </Part>
  )
}

function SessionPart({ draft, faults, put }: Fields) {
  const parts = [
    draft.keepSession ? 'kept' : 'fresh each time',
    ...(draft.willTopic.trim() === '' ? [] : ['will']),
    ...(draft.qos.length === 0 ? [] : ['QoS rules']),
  ]
  return (
    <Part title="Session, will, QoS" now={parts.join(', ')} wrong={faults.qos !== undefined}>
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
    </Part>
  )
}

/** Adds a broker, or changes one. */
export function BrokerForm({ broker }: { readonly broker: Broker | null }) {
  const may = isAtLeast(useActor(), 'engineer')
  const [opened, setOpened] = useState(broker)
  const [draft, setDraft] = useState(() => brokerDraft(broker))
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState<'saving' | 'testing' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [result, setResult] = useState<Result | null>(null)
  const faults = tried ? brokerFaults(draft) : {}
  const put: Put = (part) => {
    setDraft((before) => ({ ...before, ...part }))
    setProblem(null)
    setResult(null)
  }
  const start = (next: BrokerDraft, what: 'saving' | 'testing'): boolean => {
    setDraft(next)
    setTried(true)
    setProblem(null)
    setResult(null)
    if (Object.keys(brokerFaults(next)).length > 0) return false
    setBusy(what)
    return true
  }
  const fail = (thrown: unknown): void => {
    setProblem(problemOf(thrown))
  }
  const end = (): void => {
    setBusy(null)
  }
  const save = (event: FormEvent): void => {
    event.preventDefault()
    const next = withoutCredentials(draft)
    if (!start(next, 'saving')) return
    const input = brokerInput(next)
    const asked =
      opened === null
        ? client.brokers.create(input)
        : client.brokers.update({ id: opened.id, revision: opened.revision, ...input })
    asked
      .then((saved) => {
        knowBroker(saved)
        setOpened(saved)
        setDraft(brokerDraft(saved))
        setTried(false)
        goTo('brokers', saved.id)
      })
      .catch(fail)
      .finally(end)
  }
  const test = (): void => {
    const next = withoutCredentials(draft)
    if (!start(next, 'testing')) return
    client.brokers
      .test({ ...brokerInput(next), ...(opened === null ? {} : { id: opened.id }) })
      .then(setResult)
      .catch(fail)
      .finally(end)
  }
  if (!may) return null
  const fields = { draft, faults, put }
  return (
    <form
      className={page.form}
      onSubmit={save}
      noValidate
      autoComplete="off"
      aria-label={opened === null ? 'Add a broker' : 'Change the broker'}
    >
      {opened === null && <h2>Add a broker</h2>}
      <Connection {...fields} fresh={opened === null} />
      {isSecure(draft.url) && <Tls {...fields} />}
      <Devices {...fields} />
      <Queue {...fields} />
      <SessionPart {...fields} />
      <Problem text={problem} />
      {busy === 'testing' && (
        <p className={styles.result} role="status">
          Connecting…
        </p>
      )}
      {result !== null && (
        <p className={classes(styles.result, result.ok && styles.good)} role="status">
          {!result.ok && (
            <span className="warn" aria-hidden="true">
              ▲{' '}
            </span>
          )}
          {result.text}
        </p>
      )}
      <div className={page.buttons}>
        <Button type="submit" look="take" disabled={busy !== null}>
          {busy === 'saving' ? 'Saving…' : opened === null ? 'Add' : 'Save'}
        </Button>
        <Button disabled={busy !== null} onClick={test}>
          Try to connect
        </Button>
        <Button
          look="bare"
          onClick={() => {
            if (broker === null) goTo('brokers', null)
            else {
              setOpened(broker)
              setDraft(brokerDraft(broker))
              setTried(false)
              setProblem(null)
              setResult(null)
            }
          }}
        >
          {broker === null ? 'Back out' : 'As it was'}
        </Button>
      </div>
    </form>
  )
}
