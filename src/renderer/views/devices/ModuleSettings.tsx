import { useMemo, useState, type FormEvent } from 'react'
import type { RelayModule } from '../../../contract'
import { client } from '../../app/client'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { knowModule } from '../../state/modules'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import styles from './Devices.module.css'
import { formDraft, readForm } from './form/formDraft'
import { FormFields } from './form/FormFields'
import { formFields, type Schema } from './form/schemaFields'

/** The settings of a module, as a form made from their schema. */
export function ModuleSettings({ module, schema }: { readonly module: RelayModule; readonly schema: Schema }) {
  const may = isAtLeast(useActor(), 'engineer')
  const fields = useMemo(() => formFields(schema), [schema])
  const saved = JSON.stringify(module.settings)
  const [opened, setOpened] = useState(saved)
  const [draft, setDraft] = useState(() => formDraft(fields, module.settings))
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { values, faults } = readForm(fields, draft)
  const asItWas = (settings: RelayModule['settings']): void => {
    setOpened(JSON.stringify(settings))
    setDraft(formDraft(fields, settings))
    setTried(false)
    setProblem(null)
  }
  const save = (event: FormEvent): void => {
    event.preventDefault()
    setTried(true)
    setSaid(null)
    setProblem(null)
    if (Object.keys(faults).length > 0) return
    setBusy(true)
    client.modules
      .update({ name: module.name, settings: { ...values } })
      .then(
        (now) => {
          knowModule(now)
          asItWas(now.settings)
          setSaid('Saved.')
        },
        (thrown: unknown) => {
          setProblem(problemOf(thrown))
        },
      )
      .finally(() => {
        setBusy(false)
      })
  }
  return (
    <form className={styles.settings} aria-label="Settings" noValidate autoComplete="off" onSubmit={save}>
      {opened !== saved && (
        <p className="warn">
          Somebody else has saved meanwhile.{' '}
          <Button
            look="bare"
            onClick={() => {
              asItWas(module.settings)
            }}
          >
            Show theirs
          </Button>
        </p>
      )}
      <FormFields
        fields={fields}
        draft={draft}
        faults={tried ? faults : {}}
        options={{}}
        now={{}}
        disabled={!may}
        onChange={(next) => {
          setDraft(next)
          setSaid(null)
        }}
      />
      <Problem text={problem} />
      {may ? (
        <div className={page.buttons}>
          <Button type="submit" look="main" disabled={busy}>
            {busy ? 'Saving…' : 'Save'}
          </Button>
          <BackButton
            changed={JSON.stringify(draft) !== JSON.stringify(formDraft(fields, module.settings))}
            onDrop={() => {
              asItWas(module.settings)
              setSaid(null)
            }}
            onBack={null}
          />
          {said !== null && (
            <span className="good" role="status">
              {said}
            </span>
          )}
        </div>
      ) : (
        <p className="faint">Changing them needs the role engineer.</p>
      )}
    </form>
  )
}
