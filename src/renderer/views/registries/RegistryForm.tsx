import { useState, type FormEvent } from 'react'
import type { Registry } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { eventsStore } from '../../state/events'
import { useDraft } from '../../state/kept'
import { useLeaving } from '../../state/leaving'
import { problemOf } from '../../state/problem'
import { draftOf, faultsOf, inputOf, type RegistryDraft } from './draft'

const addresses: Readonly<Record<RegistryDraft['kind'], { label: string; placeholder: string; note: string }>> = {
  registry: {
    label: 'Query API',
    placeholder: 'http://10.0.0.10:8235',
    note: 'Where the registry answers; /x-nmos/query and the version may be left out.',
  },
  node: { label: 'Node API', placeholder: 'http://10.0.0.21:3212', note: 'A single node, no registry needed.' },
  'dns-sd': {
    label: 'Domain',
    placeholder: 'plant.example',
    note: 'Asked for _nmos-query._tcp; what it names is used by its priority.',
  },
}

/** Puts what the engine answered into the list at once; its own event says the same a moment later. */
function know(registry: Registry): void {
  eventsStore.setState(({ registries }) => ({ registries: new Map(registries).set(registry.id, registry) }))
}

/** The name under which changes of a registry wait to be saved; null: of a new one. */
export const registryForm = (id: string | null): string => `registry ${id ?? ''}`

const back = (): void => {
  goTo('registries', null)
}

/** Adds a registry, or changes one. */
export function RegistryForm({ registry }: { readonly registry: Registry | null }) {
  const { draft, changed, put, drop } = useDraft(registryForm(registry?.id ?? null), registry, draftOf)
  const form = useLeaving(back)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const faults = tried ? faultsOf(draft) : {}
  const address = addresses[draft.kind]
  const change = (part: Partial<RegistryDraft>): void => {
    put(part)
    setProblem(null)
  }
  const save = (event: FormEvent): void => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(faultsOf(draft)).length > 0) return
    setBusy(true)
    const input = inputOf(draft)
    const asked =
      registry === null ? client.registries.create(input) : client.registries.update({ id: registry.id, ...input })
    asked
      .then((saved) => {
        know(saved)
        drop()
        setTried(false)
        goTo('registries', saved.id)
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  return (
    <form
      ref={form}
      className={page.form}
      onSubmit={save}
      noValidate
      aria-label={registry === null ? 'Add a registry' : 'Change the registry'}
    >
      {registry === null && <h2>Add a registry</h2>}
      <Field label="Kind">
        <select
          value={draft.kind}
          onChange={(event) => {
            change({ kind: event.currentTarget.value as RegistryDraft['kind'] })
          }}
        >
          <option value="registry">Registry by address</option>
          <option value="node">Single node by address</option>
          <option value="dns-sd">DNS domain (DNS-SD)</option>
        </select>
      </Field>
      <Field label="Name">
        <input
          value={draft.label}
          maxLength={100}
          autoFocus={registry === null}
          onChange={(event) => {
            change({ label: event.currentTarget.value })
          }}
        />
      </Field>
      <Problem text={faults.label ?? null} />
      <Field label={address.label} note={address.note}>
        <input
          className="mono"
          value={draft.queryUrl}
          placeholder={address.placeholder}
          spellCheck={false}
          onChange={(event) => {
            change({ queryUrl: event.currentTarget.value })
          }}
        />
      </Field>
      <Problem text={faults.queryUrl ?? null} />
      {draft.kind === 'dns-sd' && (
        <Field label="DNS server" note="Empty: the machine’s own.">
          <input
            className="mono"
            value={draft.dnsServer}
            placeholder="10.0.0.53:53"
            onChange={(event) => {
              change({ dnsServer: event.currentTarget.value })
            }}
          />
        </Field>
      )}
      <Problem text={faults.dnsServer ?? null} />
      <div className={page.pair}>
        <Field label="Role">
          <select
            value={draft.role}
            onChange={(event) => {
              change({ role: event.currentTarget.value as RegistryDraft['role'] })
            }}
          >
            <option value="primary">primary</option>
            <option value="secondary">secondary</option>
            <option value="lab">lab</option>
          </select>
        </Field>
        <Field label="Priority" note="0 is first.">
          <input
            inputMode="numeric"
            value={draft.priority}
            onChange={(event) => {
              change({ priority: event.currentTarget.value })
            }}
          />
        </Field>
      </div>
      <Problem text={faults.priority ?? null} />
      <Field label="Site" note="Of what has no site tag; may stay empty.">
        <input
          value={draft.site}
          maxLength={100}
          onChange={(event) => {
            change({ site: event.currentTarget.value })
          }}
        />
      </Field>
      <Problem text={problem} />
      <div className={page.buttons}>
        <Button type="submit" look="main" disabled={busy}>
          {registry === null ? 'Add' : 'Save'}
        </Button>
        <BackButton
          changed={changed}
          onDrop={() => {
            drop()
            setTried(false)
            setProblem(null)
            if (registry === null) back()
          }}
          onBack={back}
        />
      </div>
    </form>
  )
}
