import { useState, type FormEvent } from 'react'
import type { Broker } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { knowBroker } from '../../state/brokers'
import { useDraft } from '../../state/kept'
import { useLeaving } from '../../state/leaving'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import {
  brokerDraft,
  brokerFaults,
  brokerInput,
  isSecure,
  withoutCredentials,
  withoutSecrets,
  type BrokerDraft,
} from './brokerDraft'
import type { BrokerFields } from './BrokerPart'
import styles from './Brokers.module.css'
import { CertificatesPart, ConnectionFields } from './ConnectionFields'
import { SessionPart } from './SessionPart'
import { DevicesPart, QueuePart } from './TrafficParts'

type Result = { readonly ok: boolean; readonly text: string }

/** The name under which changes of a broker wait to be saved; null: of a new one. */
export const brokerForm = (id: string | null): string => `broker ${id ?? ''}`

const back = (): void => {
  goTo('brokers', null)
}

/** Adds a broker, or changes one: as it was when it was changed first, so that nothing is overwritten unseen. */
export function BrokerForm({ broker }: { readonly broker: Broker | null }) {
  const may = isAtLeast(useActor(), 'engineer')
  const {
    of: opened,
    draft,
    changed,
    put: write,
    drop,
  } = useDraft(brokerForm(broker?.id ?? null), broker, brokerDraft, withoutSecrets)
  const form = useLeaving(may ? back : null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState<'saving' | 'testing' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [result, setResult] = useState<Result | null>(null)
  const faults = tried ? brokerFaults(draft) : {}
  const put: BrokerFields['put'] = (part) => {
    write(part)
    setProblem(null)
    setResult(null)
  }
  const start = (next: BrokerDraft, what: 'saving' | 'testing'): boolean => {
    write(next)
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
        drop()
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
  const fields: BrokerFields = { draft, faults, put }
  return (
    <form
      ref={form}
      className={page.form}
      onSubmit={save}
      noValidate
      autoComplete="off"
      aria-label={opened === null ? 'Add a broker' : 'Change the broker'}
    >
      {opened === null && <h2>Add a broker</h2>}
      <ConnectionFields {...fields} fresh={opened === null} />
      {isSecure(draft.url) && <CertificatesPart {...fields} />}
      <DevicesPart {...fields} />
      <QueuePart {...fields} />
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
        <Button type="submit" look="main" disabled={busy !== null}>
          {busy === 'saving' ? 'Saving…' : opened === null ? 'Add' : 'Save'}
        </Button>
        <Button disabled={busy !== null} onClick={test}>
          Try to connect
        </Button>
        <BackButton
          changed={changed}
          onDrop={() => {
            drop()
            setTried(false)
            setProblem(null)
            setResult(null)
            if (broker === null) back()
          }}
          onBack={back}
        />
      </div>
    </form>
  )
}
