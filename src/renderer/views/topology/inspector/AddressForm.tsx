import { useState, type FormEvent } from 'react'
import type { Id, Inspection, LightSender } from '../../../../contract'
import { BackButton } from '../../../components/BackButton'
import { Button } from '../../../components/Button'
import { many } from '../../../components/numberWords'
import { Problem } from '../../../components/Problem'
import { Tick } from '../../../components/Tick'
import { useDraft } from '../../../state/kept'
import { useLeaving } from '../../../state/leaving'
import { proposeActions, type Anchor } from '../../../state/take'
import styles from './AddressForm.module.css'
import form from './HoldForm.module.css'
import { networkOf } from './networks'
import { choicesFor, readTyped, sendThere, typedFrom, type ReadLegs, type TypedLeg } from './sentAddress'

type Fault = Extract<ReadLegs, { readonly ok: false }>

type FieldProps = {
  readonly name: string
  readonly value: string
  readonly choices: readonly string[] | null
  readonly isWrong: boolean
  readonly isFirst: boolean
  readonly onChange: (value: string) => void
}

/** One parameter: any, or one of those that its device has. */
function Field({ name, value, choices, isWrong, isFirst, onChange }: FieldProps) {
  if (choices !== null) {
    const shown = value === '' || choices.includes(value) ? choices : [value, ...choices]
    return (
      <select
        aria-label={name}
        autoFocus={isFirst}
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value)
        }}
      >
        {value === '' && <option value="">as it is</option>}
        {shown.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    )
  }
  return (
    <input
      aria-label={name}
      aria-invalid={isWrong}
      autoFocus={isFirst}
      value={value}
      placeholder="as it is"
      maxLength={45}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => {
        onChange(event.currentTarget.value)
      }}
    />
  )
}

type Props = {
  readonly sender: LightSender
  readonly inspection: Inspection
  /** Who receives it now. */
  readonly receivers: readonly Id[]
  readonly anchorOf: (button: HTMLElement) => Anchor
  readonly onDone: () => void
}

type AddressDraft = { readonly typed: readonly TypedLeg[]; readonly follows: boolean }

const draftOf = (inspection: Inspection): AddressDraft => ({ typed: typedFrom(inspection), follows: true })

function aboutNow(active: boolean, receivers: number): string {
  if (!active) return 'It is off now.'
  return receivers === 0
    ? 'It is on, and nobody receives it that is known here.'
    : 'It is cut over: whoever receives it has to be connected anew.'
}

/** The name under which an address waits that was typed and not sent. */
export const addressForm = (id: Id): string => `address ${id}`

/** Where a sender sends, leg by leg. What is typed becomes a plan in the take sheet; nothing is sent before it is taken. */
export function AddressForm({ sender, inspection, receivers, anchorOf, onDone }: Props) {
  const { draft, changed, put, drop } = useDraft(addressForm(sender.id), inspection, draftOf)
  const { typed, follows } = draft
  const place = useLeaving(onDone)
  const [fault, setFault] = useState<Fault | null>(null)
  const { id, active } = sender
  const set = (leg: number, part: Partial<TypedLeg>): void => {
    setFault(null)
    put({ typed: typed.map((one, i) => (i === leg ? { ...one, ...part } : one)) })
  }
  const propose = (button: HTMLElement, isOn: boolean): void => {
    const read = readTyped(typed)
    if (!read.ok) {
      setFault(read)
      return
    }
    const { legs } = read
    const followers = active && follows ? receivers : []
    proposeActions(
      isOn ? sendThere(id, legs, followers) : [{ type: 'sender.deactivate', senderId: id, legs }],
      anchorOf(button),
    )
  }
  return (
    <form
      ref={place}
      className={form.form}
      aria-label="Sender address"
      onSubmit={(event: FormEvent<HTMLFormElement>) => {
        event.preventDefault()
        propose(event.currentTarget, true)
      }}
    >
      <h4>Where it sends</h4>
      <p>{aboutNow(active, receivers.length)}</p>
      {typed.map((words, leg) => {
        const { name, hue } = networkOf(leg)
        const suffix = typed.length > 1 ? ` of ${name}` : ''
        const field = (which: keyof TypedLeg, label: string) => (
          <label>
            {label}
            <Field
              name={`${label}${suffix}`}
              value={words[which]}
              choices={choicesFor(inspection.constraints, leg, which)}
              isFirst={leg === 0 && which === 'multicast'}
              isWrong={fault?.leg === leg && fault.field === which}
              onChange={(value) => {
                set(leg, { [which]: value })
              }}
            />
          </label>
        )
        return (
          <fieldset key={leg} className={styles.leg}>
            {typed.length > 1 && (
              <legend>
                <i style={{ background: hue }} />
                {name}
              </legend>
            )}
            {field('multicast', 'Multicast')}
            {field('port', 'Port')}
            {field('source', 'Source')}
          </fieldset>
        )
      })}
      {active && receivers.length > 0 && (
        <Tick
          label={`Connect its ${many(receivers.length, 'destination')} anew`}
          on={follows}
          disabled={false}
          onChange={(on) => {
            put({ follows: on })
          }}
        />
      )}
      <Problem text={fault?.problem ?? null} />
      <div className={form.row}>
        <Button type="submit" look="main">
          {active ? 'Send there…' : 'Switch on there…'}
        </Button>
        {!active && (
          <Button
            title="It stays off; its device keeps the address for when it is switched on"
            onClick={(event) => {
              propose(event.currentTarget, false)
            }}
          >
            Set only…
          </Button>
        )}
        <BackButton
          changed={changed}
          onDrop={() => {
            drop()
            onDone()
          }}
          onBack={onDone}
        />
      </div>
    </form>
  )
}
