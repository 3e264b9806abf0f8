import { useState, type FormEvent } from 'react'
import type { PlaybookParam } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { CronField, localZone } from '../../components/CronField'
import { MomentField } from '../../components/MomentField'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { ReceiverPicker, SenderPicker } from '../../components/PortPicker'
import { Problem } from '../../components/Problem'
import { Segments } from '../../components/Segments'
import { Tick } from '../../components/Tick'
import { useJobs } from '../../state/jobs'
import { useDraft } from '../../state/kept'
import { usePicture } from '../../state/picture'
import { usePlaybooks } from '../../state/playbooks'
import { problemOf, refusalOf } from '../../state/problem'
import { titleOf } from '../../state/routes'
import { useSalvos } from '../../state/salvos'
import { schedules } from '../../state/schedules'
import { useSnapshots } from '../../state/snapshots'
import { paramDraft } from '../playbooks/paramDraft'
import { ParamForm } from '../playbooks/ParamForm'
import { bookingDraft, bookingOf, type BookingDraft } from './bookingDraft'
import { misfireWords } from './bookings'

const noParams: readonly PlaybookParam[] = []

const kinds: readonly (readonly [BookingDraft['kind'], string])[] = [
  ['playbook', 'A playbook'],
  ['salvo', 'A salvo'],
  ['snapshot', 'A snapshot, restored'],
  ['take', 'A take'],
  ['job', 'A job'],
]

function Choose({
  label,
  none,
  value,
  items,
  onChange,
}: {
  readonly label: string
  readonly none: string
  readonly value: string | null
  readonly items: readonly { readonly id: string; readonly label: string }[] | null
  readonly onChange: (id: string | null) => void
}) {
  return (
    <Field label={label}>
      <select
        aria-label={label}
        value={value ?? ''}
        onChange={(event) => {
          onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)
        }}
      >
        <option value="">{items === null ? 'Asking the engine…' : items.length === 0 ? none : 'Choose…'}</option>
        {items?.map(({ id, label: name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  )
}

function TakeFields({
  draft,
  put,
}: {
  readonly draft: BookingDraft
  readonly put: (part: Partial<BookingDraft>) => void
}) {
  const sender = usePicture((picture) => (draft.senderId === null ? undefined : picture.senders.get(draft.senderId)))
  const receiver = usePicture((picture) =>
    draft.receiverId === null ? undefined : picture.receivers.get(draft.receiverId),
  )
  const common = { placeholder: 'Type a few letters…', onLeave: null } as const
  return (
    <>
      <div className={page.field}>
        <span>Destination</span>
        <ReceiverPicker
          {...common}
          label="Destination"
          value={receiver === undefined ? '' : titleOf(receiver)}
          format={sender?.format ?? null}
          onPick={(port) => {
            put({ receiverId: port.id })
          }}
        />
      </div>
      {!draft.disconnect && (
        <div className={page.field}>
          <span>Source</span>
          <SenderPicker
            {...common}
            label="Source"
            value={sender === undefined ? '' : titleOf(sender)}
            format={receiver?.format ?? null}
            onPick={(port) => {
              put({ senderId: port.id })
            }}
          />
        </div>
      )}
      <Tick
        label="Disconnect it instead"
        on={draft.disconnect}
        disabled={false}
        onChange={(disconnect) => {
          put({ disconnect })
        }}
      />
    </>
  )
}

/** The name under which a booking waits to be made. `what`: what was asked to be booked. */
export const bookingForm = (what: string | null): string => `booking ${what === null || what === 'new' ? '' : what}`

/** Books something for a time. It is planned and guarded when the time has come, not now. */
export function BookingForm({ what }: { readonly what: string | null }) {
  const {
    draft,
    changed,
    put: write,
    drop,
  } = useDraft(bookingForm(what), what, (asked) => bookingDraft(asked, Date.now(), localZone()))
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const salvos = useSalvos().value
  const snapshots = useSnapshots().value
  const jobs = useJobs().value
  const playbooks = usePlaybooks().value
  const playbook = playbooks?.find(({ name }) => name === draft.playbook)
  const params = playbook?.params ?? noParams
  const filled = draft.params ?? paramDraft(params)
  const put = (part: Partial<BookingDraft>): void => {
    write(part)
    setProblem(null)
  }
  const save = (event: FormEvent): void => {
    event.preventDefault()
    const booking = bookingOf({ ...draft, params: filled }, Date.now(), params)
    if (typeof booking === 'string') {
      setProblem(booking)
      return
    }
    setBusy(true)
    client.schedules
      .create(booking)
      .then(({ id }) => {
        schedules.refresh()
        drop()
        goTo('schedules', id)
      })
      .catch((thrown: unknown) => {
        const texts = refusalOf(thrown)?.flatMap(({ effect, text }) => (effect === 'allow' ? [] : text)) ?? []
        setProblem(texts.length === 0 ? problemOf(thrown) : texts.join(' '))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  return (
    <form className={page.form} onSubmit={save} noValidate aria-label="Book">
      <h2>Book for a time</h2>
      <Field label="What">
        <select
          aria-label="What"
          value={draft.kind}
          onChange={(event) => {
            const chosen = kinds.find(([kind]) => kind === event.currentTarget.value)
            if (chosen !== undefined) put({ kind: chosen[0] })
          }}
        >
          {kinds.map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      {draft.kind === 'playbook' && (
        <>
          <Choose
            label="Playbook"
            none="There are no playbooks yet"
            value={draft.playbook}
            items={playbooks?.map(({ name, title }) => ({ id: name, label: title })) ?? null}
            onChange={(name) => {
              put({ playbook: name, params: null })
            }}
          />
          {params.length > 0 && (
            <ParamForm
              key={draft.playbook}
              params={params}
              draft={filled}
              faults={{}}
              disabled={false}
              narrow
              onChange={(next) => {
                put({ params: next })
              }}
            />
          )}
        </>
      )}
      {draft.kind === 'job' && (
        <Choose
          label="Job"
          none="There are no jobs"
          value={draft.job}
          items={jobs?.map(({ name, title }) => ({ id: name, label: title })) ?? null}
          onChange={(job) => {
            put({ job })
          }}
        />
      )}
      {draft.kind === 'salvo' && (
        <Choose
          label="Salvo"
          none="There are no salvos yet"
          value={draft.salvoId}
          items={salvos}
          onChange={(salvoId) => {
            put({ salvoId })
          }}
        />
      )}
      {draft.kind === 'snapshot' && (
        <Choose
          label="Snapshot"
          none="There are no snapshots yet"
          value={draft.snapshotId}
          items={snapshots}
          onChange={(snapshotId) => {
            put({ snapshotId })
          }}
        />
      )}
      {draft.kind === 'take' && <TakeFields draft={draft} put={put} />}
      <Segments
        label="How often"
        value={draft.repeats ? 'again' : 'once'}
        options={[
          ['once', 'Once'],
          ['again', 'Again and again'],
        ]}
        disabled={false}
        onChange={(often) => {
          put({ repeats: often === 'again' })
        }}
      />
      {draft.repeats ? (
        <CronField cron={draft.cron} timeZone={draft.timeZone} disabled={false} onChange={put} />
      ) : (
        <MomentField
          label="When"
          value={draft.at}
          steps={[1, 5, 15, 60]}
          onChange={(at) => {
            put({ at })
          }}
        />
      )}
      <Field label="Name">
        <input
          value={draft.label}
          maxLength={100}
          placeholder="Evening; may stay empty"
          onChange={(event) => {
            put({ label: event.currentTarget.value })
          }}
        />
      </Field>
      <Field label="If Signalbox is not running then">
        <select
          aria-label="If Signalbox is not running then"
          value={draft.misfire}
          onChange={(event) => {
            put({ misfire: event.currentTarget.value === 'run' ? 'run' : 'skip' })
          }}
        >
          <option value="skip">leave it out</option>
          <option value="run">do it late</option>
        </select>
      </Field>
      {draft.misfire === 'run' && (
        <Field label="At most so late, s">
          <input
            inputMode="numeric"
            value={draft.grace}
            onChange={(event) => {
              put({ grace: event.currentTarget.value })
            }}
          />
        </Field>
      )}
      <p className="faint">{misfireWords({ misfire: draft.misfire, graceS: Number(draft.grace) || 0 })}</p>
      <Problem text={problem} />
      <div className={page.buttons}>
        <Button type="submit" look="main" disabled={busy}>
          {busy ? 'Booking it…' : 'Book it'}
        </Button>
        <BackButton
          changed={changed}
          onDrop={() => {
            drop()
            setProblem(null)
          }}
          onBack={null}
        />
      </div>
    </form>
  )
}
