import { useMemo, useState, type FormEvent, type ReactNode } from 'react'
import type { Trigger } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { ColumnBody, Columns } from '../../components/Columns'
import { ThingHead } from '../../components/ColumnThing'
import thing from '../../components/ColumnThing.module.css'
import { useMinute } from '../../components/minute'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Segments } from '../../components/Segments'
import { Tick } from '../../components/Tick'
import { useKept } from '../../state/kept'
import { useLeaving } from '../../state/leaving'
import { problemOf } from '../../state/problem'
import { triggers } from '../../state/triggers'
import { ActionFields } from './ActionFields'
import { EventFields } from './EventFields'
import { draftOfTrigger, emptyTrigger, eventOf, triggerOf, type TriggerDraft, type UntilDraft } from './triggerDraft'
import { triggerWhat } from './triggerPlace'
import styles from './Triggers.module.css'
import { TryTrigger } from './TryTrigger'
import { eventKinds } from './triggerWords'

const plantKinds = eventKinds.filter((kind) => kind !== 'time')
const noUntil: UntilDraft = { event: null, condition: '', key: '', timeout: '1800' }

function Expression({
  label,
  note,
  value,
  onChange,
}: {
  readonly label: string
  readonly note: string
  readonly value: string
  readonly onChange: (text: string) => void
}) {
  return (
    <Field label={label} note={note}>
      <textarea
        aria-label={label}
        className="mono"
        rows={Math.max(1, Math.min(8, value.split('\n').length))}
        maxLength={10_000}
        value={value}
        spellCheck={false}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.value)
        }}
      />
    </Field>
  )
}

function UntilFields({
  until,
  onChange,
}: {
  readonly until: UntilDraft
  readonly onChange: (until: UntilDraft) => void
}) {
  return (
    <div className={styles.event} role="group" aria-label="Put back">
      <Tick
        label="At an event"
        on={until.event !== null}
        disabled={false}
        onChange={(on) => {
          const event = eventOf('resource', 'UTC')
          onChange({ ...until, event: on && event.kind !== 'time' ? event : null })
        }}
      />
      {until.event !== null && (
        <>
          <EventFields
            label="Put back when"
            kinds={plantKinds}
            event={until.event}
            disabled={false}
            onChange={(event) => {
              onChange({ ...until, event })
            }}
          />
          <div className={page.pair}>
            <Expression
              label="Only if (put back)"
              note="Empty: whenever the event comes."
              value={until.condition}
              onChange={(condition) => {
                onChange({ ...until, condition })
              }}
            />
            <Expression
              label="About (put back)"
              note="Which key it is about; empty: as above."
              value={until.key}
              onChange={(key) => {
                onChange({ ...until, key })
              }}
            />
          </div>
        </>
      )}
      <Field label="At the latest after, seconds" note="Since the last event that began it; empty: at the event only.">
        <input
          inputMode="numeric"
          value={until.timeout}
          onChange={({ currentTarget }) => {
            onChange({ ...until, timeout: currentTarget.value })
          }}
        />
      </Field>
    </div>
  )
}

type Props = {
  /** Null: a new one. */
  readonly trigger: Trigger | null
  readonly list: ReactNode
}

/** `opened`: as it was then, at that revision. */
type Edited = { readonly opened: TriggerDraft; readonly draft: TriggerDraft; readonly revision: number | undefined }

function beginning(trigger: Trigger | null): Edited {
  const opened = trigger === null ? emptyTrigger : draftOfTrigger(trigger)
  return { opened, draft: opened, revision: trigger?.revision }
}

const isEdited = ({ opened, draft }: Edited): boolean => JSON.stringify(draft) !== JSON.stringify(opened)

/** The name under which changes of a trigger wait to be saved; null: of a new one. */
export const triggerForm = (id: string | null): string => `trigger ${id ?? ''}`

/** A trigger that is written: event, condition, action, when it is put back, how often it may fire; tried as it is written. */
export function TriggerEditor({ trigger, list }: Props) {
  const [first] = useState<Edited>(() => beginning(trigger))
  const [kept, keep] = useKept<Edited>(triggerForm(trigger?.id ?? null), isEdited)
  const edited = kept ?? first
  const { draft } = edited
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const back = (): void => {
    goTo('triggers', trigger?.id ?? null)
  }
  const form = useLeaving(back)
  const put = (part: Partial<TriggerDraft>): void => {
    keep({ ...edited, draft: { ...draft, ...part } })
    setProblem(null)
  }
  const now = useMinute(true)
  const input = useMemo(() => triggerOf(draft, now), [draft, now])
  const save = (event: FormEvent): void => {
    event.preventDefault()
    if (typeof input === 'string') {
      setProblem(input)
      return
    }
    setBusy(true)
    const asked =
      trigger === null
        ? client.triggers.create(input)
        : client.triggers.update({ ...input, id: trigger.id, revision: edited.revision })
    asked
      .then(({ id }) => {
        triggers.refresh()
        keep(null)
        goTo('triggers', triggerWhat({ kind: 'trigger', id }))
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const main = (
    <ColumnBody padded={false}>
      <form
        ref={form}
        className={`${thing.thing ?? ''} ${page.form ?? ''}`}
        onSubmit={save}
        noValidate
        aria-label="Trigger"
      >
        <ThingHead
          title={trigger === null ? 'New trigger' : trigger.label}
          about={
            trigger === null
              ? 'It begins switched off. Let it watch first: it records what it would have done.'
              : trigger.mode === 'armed'
                ? 'It is armed. When more than its name changes, it watches again until somebody arms it.'
                : 'What is saved counts from the next event on.'
          }
          tools={
            <>
              <Button type="submit" look="main" disabled={busy}>
                {busy ? 'Saving…' : 'Save'}
              </Button>
              <BackButton
                changed={isEdited(edited)}
                onDrop={() => {
                  keep(null)
                  back()
                }}
                onBack={back}
              />
            </>
          }
        />
        <Problem text={problem} />
        {trigger !== null && edited.revision !== trigger.revision && (
          <p className={thing.told} role="alert">
            Somebody has saved it since you opened it. What you see is still yours, and not saved.{' '}
            <Button
              onClick={() => {
                keep({ ...edited, revision: trigger.revision })
                setProblem(null)
              }}
            >
              Go on with mine
            </Button>
          </p>
        )}
        <Field label="Name">
          <input
            value={draft.label}
            maxLength={100}
            autoFocus={trigger === null}
            onChange={({ currentTarget }) => {
              put({ label: currentTarget.value })
            }}
          />
        </Field>
        <Field label="What it is for">
          <textarea
            rows={2}
            maxLength={2000}
            value={draft.description}
            onChange={({ currentTarget }) => {
              put({ description: currentTarget.value })
            }}
          />
        </Field>
        <section className={styles.part}>
          <h2>When</h2>
          <EventFields
            label="What happens"
            kinds={eventKinds}
            event={draft.event}
            disabled={false}
            onChange={(event) => {
              put({ event })
            }}
          />
        </section>
        <section className={styles.part}>
          <h2>If</h2>
          <div className={styles.event}>
            <Expression
              label="Condition"
              note="An expression; empty: whenever the event comes. What it can use stands on the right."
              value={draft.condition}
              onChange={(condition) => {
                put({ condition })
              }}
            />
            <Expression
              label="About"
              note="Which thing the event is about, such as payload.room_id; empty: what the event itself is about."
              value={draft.key}
              onChange={(key) => {
                put({ key })
              }}
            />
          </div>
        </section>
        <section className={styles.part}>
          <h2>Then</h2>
          <ActionFields
            action={draft.action}
            disabled={false}
            onChange={(action) => {
              put({ action })
            }}
          />
        </section>
        <section className={styles.part}>
          <h2>Until</h2>
          <Segments
            label="Put back"
            value={draft.until === null ? 'stays' : 'back'}
            options={[
              ['stays', 'It stays done'],
              ['back', 'It is put back'],
            ]}
            disabled={false}
            onChange={(kind) => {
              put({ until: kind === 'back' ? noUntil : null })
            }}
          />
          {draft.until !== null && (
            <UntilFields
              until={draft.until}
              onChange={(until) => {
                put({ until })
              }}
            />
          )}
        </section>
        <section className={styles.part}>
          <h2>How often</h2>
          <div className={styles.event}>
            <div className={page.pair}>
              <Field label="Waits first, seconds" note="What takes it back meanwhile ends it.">
                <input
                  inputMode="decimal"
                  value={draft.debounce}
                  onChange={({ currentTarget }) => {
                    put({ debounce: currentTarget.value })
                  }}
                />
              </Field>
              <Field label="At most in a minute" note="All things together.">
                <input
                  inputMode="numeric"
                  value={draft.maxPerMinute}
                  onChange={({ currentTarget }) => {
                    put({ maxPerMinute: currentTarget.value })
                  }}
                />
              </Field>
            </div>
            <Tick
              label="One after another: what it does for one thing begins when that for another is over"
              on={draft.inTurn}
              disabled={false}
              onChange={(inTurn) => {
                put({ inTurn })
              }}
            />
            <Field label="Before it has seen the thing well once">
              <select
                aria-label="Before it has seen the thing well once"
                value={draft.requiresHealth === null ? 'auto' : String(draft.requiresHealth)}
                onChange={({ currentTarget: { value } }) => {
                  put({ requiresHealth: value === 'auto' ? null : value === 'true' })
                }}
              >
                <option value="auto">as its event says: not where something is gone or lost</option>
                <option value="true">it does not fire</option>
                <option value="false">it fires all the same</option>
              </select>
            </Field>
          </div>
        </section>
      </form>
    </ColumnBody>
  )
  return (
    <Columns
      list={list}
      main={main}
      side={<TryTrigger key={draft.event.kind} trigger={input} kind={draft.event.kind} />}
      sideName="Try it"
    />
  )
}
