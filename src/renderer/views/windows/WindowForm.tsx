import { useMemo, useState, type FormEvent } from 'react'
import type { Window } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { useMinute } from '../../components/minute'
import { MomentField } from '../../components/MomentField'
import { localMoment, momentOf } from '../../components/momentText'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { ScopePicker } from '../../components/ScopePicker'
import { Segments } from '../../components/Segments'
import { Tick } from '../../components/Tick'
import { Tokens } from '../../components/Tokens'
import { useChosenReceivers } from '../../state/chosen'
import { useDraft } from '../../state/kept'
import { useLeaving } from '../../state/leaving'
import { usePolicies } from '../../state/policies'
import { problemOf } from '../../state/problem'
import { windows } from '../../state/windows'
import { nextOpenings } from './week'
import { draftOfWindow, losesApproval, repeating, windowDraft, windowOf, type WindowDraft } from './windowDraft'
import styles from './Windows.module.css'

const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** Expressions that are asked for most. */
const usual = ['0 2 * * TUE', '0 2 * * *', '0 22 * * MON-FRI', '0 3 * * SUN', '0 1 1 * *'] as const

function RepeatFields({
  draft,
  put,
}: {
  readonly draft: WindowDraft
  readonly put: (part: Partial<WindowDraft>) => void
}) {
  const { cron, duration, timeZone } = draft
  const [first, last] = [momentOf(draft.start), momentOf(draft.end)]
  const now = useMinute(true)
  const openings = useMemo(() => {
    const minutes = Number(duration)
    if (first === null || last === null || !(minutes >= 1) || cron.trim() === '') return null
    const span = { start: new Date(first).toISOString(), end: new Date(last).toISOString() }
    const repeat = { cron: cron.trim(), durationS: minutes * 60, timeZone: timeZone.trim() }
    return nextOpenings({ ...span, repeat }, Math.max(first, now), 3)
  }, [cron, duration, timeZone, first, last, now])
  return (
    <div className={styles.repeat} role="group" aria-label="Repetition">
      <Field label="Opens at" note="Minute, hour, day of the month, month, weekday: 0 22 * * FRI.">
        <input
          className="mono"
          list="usual-crons"
          value={cron}
          maxLength={200}
          spellCheck={false}
          onChange={(event) => {
            put({ cron: event.currentTarget.value })
          }}
        />
      </Field>
      <datalist id="usual-crons">
        {usual.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <div className={page.pair}>
        <Field label="For, minutes">
          <input
            inputMode="numeric"
            value={duration}
            onChange={(event) => {
              put({ duration: event.currentTarget.value })
            }}
          />
        </Field>
        <Field label="Time zone">
          <input
            list="time-zones"
            value={timeZone}
            maxLength={100}
            spellCheck={false}
            onChange={(event) => {
              put({ timeZone: event.currentTarget.value })
            }}
          />
        </Field>
      </div>
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {openings !== null && (
        <div className={styles.next} role="status">
          {openings.length === 0 ? (
            <span className="warn">It would never open so; the engine says why when it is saved.</span>
          ) : (
            <>
              <span>Opens next, local time:</span>
              {openings.map(({ start, end }) => (
                <span key={start}>
                  {localMoment(start, 0)} to {localMoment(end, start)}
                </span>
              ))}
            </>
          )}
        </div>
      )}
    </div>
  )
}

function RuleFields({
  draft,
  put,
}: {
  readonly draft: WindowDraft
  readonly put: (part: Partial<WindowDraft>) => void
}) {
  const { value } = usePolicies()
  const labels = useMemo(() => new Map(value?.items.map(({ rule }) => [rule.id, rule.label])), [value])
  const nameOf = (id: string): string => labels.get(id) ?? id
  const common = {
    placeholder: 'a rule by its id',
    autoFocus: false,
    disabled: false,
    offers: [...labels.keys()],
    nameOf,
  }
  return (
    <div className={styles.rules} role="group" aria-label="Rules">
      <p>While it is open, at destinations of its scope:</p>
      <div className={page.field}>
        <span>These rules are off</span>
        <Tokens
          {...common}
          label="Rules switched off"
          values={draft.off}
          onChange={(off) => {
            put({ off, on: draft.on.filter((id) => !off.includes(id)) })
          }}
        />
      </div>
      <div className={page.field}>
        <span>These are on, even if they are not enabled</span>
        <Tokens
          {...common}
          label="Rules switched on"
          values={draft.on}
          onChange={(on) => {
            put({ on, off: draft.off.filter((id) => !on.includes(id)) })
          }}
        />
      </div>
    </div>
  )
}

/** The name under which changes of a window wait to be saved; null: of a new one. */
export const windowForm = (id: string | null): string => `window ${id ?? ''}`

/**
 * Asks for a window, or changes one that is there: as it was when it was changed first, so that somebody else's change
 * meanwhile is not overwritten unseen. A change window wants a second person's yes.
 */
export function WindowForm({ window: current }: { readonly window: Window | null }) {
  const {
    of: changes,
    draft,
    changed,
    put: write,
    drop,
  } = useDraft(windowForm(current?.id ?? null), current, (of) =>
    of === null ? windowDraft(Date.now(), localZone()) : draftOfWindow(of, localZone()),
  )
  // Where a new one is asked for the form stays where it is.
  const back =
    current === null
      ? null
      : (): void => {
          goTo('windows', current.id)
        }
  const form = useLeaving(back)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const selection = useChosenReceivers()
  const put = (part: Partial<WindowDraft>): void => {
    write(part)
    setProblem(null)
  }
  const save = (event: FormEvent): void => {
    event.preventDefault()
    const input = windowOf(draft)
    if (typeof input === 'string') {
      setProblem(input)
      return
    }
    setBusy(true)
    const saved =
      changes === null
        ? client.windows.create(input)
        : client.windows.update({ ...input, id: changes.id, revision: changes.revision })
    saved
      .then(({ id }) => {
        windows.refresh()
        drop()
        goTo('windows', id)
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const isChange = draft.kind === 'change'
  const meanwhile = current !== null && current.revision !== changes?.revision
  return (
    <form
      ref={form}
      className={page.form}
      onSubmit={save}
      noValidate
      aria-label={changes === null ? 'Ask for a window' : 'Change the window'}
    >
      <Segments
        label="Kind of window"
        value={draft.kind}
        options={[
          ['change', 'Change'],
          ['maintenance', 'Maintenance'],
        ]}
        disabled={false}
        onChange={(kind) => {
          put({ kind })
        }}
      />
      <p className="quiet">
        {isChange
          ? 'What is marked as a change runs inside it only. It counts when somebody else has approved it.'
          : 'It switches rules off or on while it is open, at the destinations of its scope.'}
      </p>
      <Field label="Name">
        <input
          value={draft.label}
          maxLength={100}
          onChange={(event) => {
            put({ label: event.currentTarget.value })
          }}
        />
      </Field>
      <Field label="Note">
        <input
          value={draft.note}
          maxLength={1000}
          placeholder="What is planned; may stay empty"
          onChange={(event) => {
            put({ note: event.currentTarget.value })
          }}
        />
      </Field>
      <Field label="For">
        <ScopePicker
          label="For"
          value={draft.scope}
          selection={selection}
          disabled={false}
          onChange={(scope) => {
            put({ scope })
          }}
        />
      </Field>
      <Tick
        label="It repeats"
        on={draft.repeats}
        disabled={false}
        onChange={(repeats) => {
          put(repeating(draft, repeats))
        }}
      />
      {draft.repeats && <RepeatFields draft={draft} put={put} />}
      <MomentField
        label={draft.repeats ? 'The first time not before' : 'From'}
        value={draft.start}
        steps={[]}
        onChange={(start) => {
          put({ start })
        }}
      />
      <MomentField
        label={draft.repeats ? 'The last time not after' : 'Until'}
        value={draft.end}
        steps={[]}
        onChange={(end) => {
          put({ end })
        }}
      />
      {!isChange && <RuleFields draft={draft} put={put} />}
      {changes !== null && losesApproval(changes, draft) && (
        <p className="warn">
          {changes.state === 'open'
            ? 'Saved so, it has to be approved again, and does not count until it is.'
            : 'Saved so, it has to be approved again.'}
        </p>
      )}
      {meanwhile && (
        <p className="warn" role="status">
          {current.edited?.by.name ?? 'Somebody'} has changed it meanwhile. Drop the changes, and begin again from what
          it is now.
        </p>
      )}
      <Problem text={problem} />
      <div className={page.buttons}>
        <Button type="submit" look="main" disabled={busy}>
          {busy ? 'Saving…' : changes !== null ? 'Save' : isChange ? 'Ask for it' : 'Save it'}
        </Button>
        <BackButton
          changed={changed}
          onDrop={() => {
            drop()
            setProblem(null)
          }}
          onBack={back}
        />
      </div>
    </form>
  )
}
