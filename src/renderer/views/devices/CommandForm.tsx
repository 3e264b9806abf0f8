import { useMemo, useRef, useState, type FormEvent } from 'react'
import type { CommandSpec, MqttDevice, RelayModule } from '../../../contract'
import { isAlone, usePlace } from '../../app/place'
import { BackButton } from '../../components/BackButton'
import { useDraft } from '../../state/kept'
import { useLeaving } from '../../state/leaving'
import { useActor, isAtLeast } from '../../state/session'
import { useView } from '../../state/view'
import styles from './CommandForm.module.css'
import { useOptions } from './commandOptions'
import { nameWords, stateOf, valueText } from './deviceWords'
import { formDraft, readForm, type FormDraft } from './form/formDraft'
import { FormFields } from './form/FormFields'
import { formFields, type FormField } from './form/schemaFields'
import { anchorOf, sendCommand } from './sendCommand'

type Props = {
  readonly device: MqttDevice
  readonly module: RelayModule
  readonly command: CommandSpec
  /** Asked for once it was sent, or backed out of. */
  readonly onDone: (() => void) | null
}

/** What is wanted begins as it is now; what need not be said begins empty. */
const startOf = (fields: readonly FormField[], now: Readonly<Record<string, unknown>>): FormDraft =>
  formDraft(
    fields,
    Object.fromEntries(fields.flatMap(({ name, required }) => (required ? [[name, now[name]] as const] : []))),
  )

/** `source NDI-Source-1 · tracking yes`. */
const paramsText = (params: Readonly<Record<string, unknown>>): string =>
  Object.entries(params)
    .map(([name, value]) => `${nameWords(name)} ${valueText(value) ?? ''}`)
    .join(' · ')

/** What is sent, and what would undo it. */
function Ways({
  command,
  values,
  now,
}: {
  readonly command: CommandSpec
  readonly values: Readonly<Record<string, unknown>>
  readonly now: Readonly<Record<string, unknown>>
}) {
  const before = paramsText(
    Object.fromEntries(Object.entries(now).filter(([, value]) => typeof value !== 'object' || value === null)),
  )
  const back = before === '' ? 'as it was' : `as it is now: ${before}`
  const params = paramsText(values)
  return (
    <dl className={styles.ways}>
      <div>
        <dt>Forward</dt>
        <dd>
          <span className="mono">{command.name}</span> {params}
        </dd>
      </div>
      <div>
        <dt>Back</dt>
        <dd className={command.reversible ? undefined : 'warn'}>{command.reversible ? back : 'Nothing undoes it.'}</dd>
      </div>
    </dl>
  )
}

/** A command as a form made from what its module says it takes. Sending begins with the plan. */
export function CommandForm({ device, module, command, onDone }: Props) {
  const may = isAtLeast(useActor(), 'operator')
  const atOnce = useView((view) => view.autoTake)
  const alone = isAlone(usePlace())
  const send = useRef<HTMLButtonElement>(null)
  const fields = useMemo(() => formFields(command.params), [command.params])
  const now = stateOf(device, module.name)
  const name = `command ${device.id} ${module.name} ${command.name}`
  const { draft, changed, put, drop, settle } = useDraft<null, FormDraft>(name, null, () => startOf(fields, now))
  const form = useLeaving(onDone)
  const [tried, setTried] = useState(false)
  const { options, problem } = useOptions(module, command.name)
  const { values, faults } = readForm(fields, draft)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setTried(true)
    const button = send.current
    if (!may || button === null || Object.keys(faults).length > 0) return
    const wanted = { deviceId: device.id, module: module.name, command: command.name, params: values }
    settle()
    sendCommand(wanted, alone ? null : anchorOf(button), atOnce)
  }
  return (
    <form
      ref={form}
      className={styles.form}
      aria-label={command.title}
      noValidate
      tabIndex={-1}
      autoComplete="off"
      onSubmit={submit}
    >
      <h4>{command.title}</h4>
      {fields.length === 0 && <p className="quiet">It takes nothing else.</p>}
      <FormFields
        fields={fields}
        draft={draft}
        faults={tried ? faults : {}}
        options={options}
        now={now}
        disabled={!may}
        onChange={put}
      />
      {problem !== null && <p className="faint">Nothing can be offered: {problem}</p>}
      <Ways command={command} values={values} now={now} />
      {may ? (
        <div className={styles.buttons}>
          <button
            ref={send}
            type="submit"
            className={styles.send}
            title="Shows the plan first; nothing is sent before you take it"
          >
            {atOnce ? 'Send' : 'Send…'}
          </button>
          <BackButton
            changed={changed}
            onDrop={() => {
              drop()
              setTried(false)
              onDone?.()
            }}
            onBack={onDone}
          />
        </div>
      ) : (
        <p className="faint">Commands need the role operator.</p>
      )}
    </form>
  )
}
