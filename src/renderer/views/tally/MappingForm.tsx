import { useState, type FormEvent } from 'react'
import type { EventSource, TallyMapping } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { AskOnce } from '../../components/AskOnce'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { useNow } from '../../components/now'
import { Field } from '../../components/Page'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { Segments } from '../../components/Segments'
import { Tick } from '../../components/Tick'
import { agoText } from '../../components/timeText'
import { useDraft } from '../../state/kept'
import { useLeaving } from '../../state/leaving'
import { problemOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { tally, tallyMappings } from '../../state/tally'
import {
  emptyMapping,
  isSameMapping,
  learned,
  mappingDraft,
  mappingFault,
  mappingOf,
  pathsOf,
  valueAt,
  type MappingDraft,
} from './mappingDraft'
import { SourcePicker } from './SourcePicker'
import styles from './Tally.module.css'
import { tallyWhat } from './tallyPlace'
import { operatorWords, sourceKind, stateWords, valueText } from './tallyWords'
import { TargetFields } from './TargetFields'
import { LEARN_MS, useLearn, type Learning } from './useLearn'

type Props = {
  /** The saved one; null makes a new one. */
  readonly mapping: TallyMapping | null
  /** What a new one listens to. */
  readonly source: string | null
  readonly sources: readonly EventSource[]
}

const operators = Object.keys(operatorWords) as readonly MappingDraft['operator'][]
const kinds = ['boolean', 'number', 'string'] as const
const kindNames = { boolean: 'yes or no', number: 'a number', string: 'a text' } as const

function LearnCard({
  learning,
  heard,
  onStart,
  onStop,
}: {
  readonly learning: Learning
  /** What was learned last, as a sentence. */
  readonly heard: string | null
  readonly onStart: () => void
  readonly onStop: () => void
}) {
  const now = useNow()
  if (learning.state === 'waiting')
    return (
      <div className={styles.learning} role="status" data-waiting="true">
        <b>Waiting for the next event…</b>
        <p>
          Press the button on the desk, or have the tally change.{' '}
          {Math.max(0, Math.ceil((learning.since + LEARN_MS - now) / 1000))} s left.
        </p>
        <Button onClick={onStop}>Stop waiting</Button>
      </div>
    )
  return (
    <div className={styles.learning} role="status">
      {heard !== null && <b>{heard}</b>}
      {learning.state === 'nothing' && <p className="warn">Nothing arrived in a minute. Does the source send?</p>}
      {learning.state === 'failed' && <Problem text={learning.problem} />}
      {heard === null && learning.state === 'idle' && (
        <p>Do not know which source it is? Make it change, and the next event that arrives fills this in.</p>
      )}
      <Button onClick={onStart}>
        {heard === null && learning.state === 'idle' ? 'Learn from the next event' : 'Learn again'}
      </Button>
    </div>
  )
}

function WhenFields({
  draft,
  source,
  disabled,
  put,
}: {
  readonly draft: MappingDraft
  readonly source: EventSource | undefined
  readonly disabled: boolean
  readonly put: (part: Partial<MappingDraft>) => void
}) {
  const paths = pathsOf(source?.value ?? null)
  const now = valueAt(source?.value ?? null, draft.path.trim())
  return (
    <div className={styles.when} role="group" aria-label="When it means yes">
      <span className={styles.name}>Means yes when the value</span>
      <select
        aria-label="Compared"
        value={draft.usual ? 'usual' : draft.operator}
        disabled={disabled}
        onChange={(event) => {
          const operator = operators.find((each) => each === event.currentTarget.value)
          put(operator === undefined ? { usual: true, path: '', operator: 'is' } : { usual: false, operator })
        }}
      >
        <option value="usual">is true, on, 1, active, or any number but 0</option>
        {operators.map((each) => (
          <option key={each} value={each}>
            {operatorWords[each]}…
          </option>
        ))}
      </select>
      {!draft.usual && (
        <>
          <div className={styles.compared}>
            <select
              aria-label="Read as"
              value={draft.kind}
              disabled={disabled}
              onChange={(event) => {
                const kind = kinds.find((each) => each === event.currentTarget.value)
                if (kind !== undefined) put({ kind, value: kind === 'boolean' ? 'true' : '' })
              }}
            >
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {kindNames[kind]}
                </option>
              ))}
            </select>
            {draft.kind === 'boolean' ? (
              <select
                aria-label="Value"
                value={draft.value}
                disabled={disabled}
                onChange={(event) => {
                  put({ value: event.currentTarget.value })
                }}
              >
                <option value="true">true</option>
                <option value="false">false</option>
              </select>
            ) : (
              <input
                aria-label="Value"
                className="mono"
                inputMode={draft.kind === 'number' ? 'decimal' : 'text'}
                value={draft.value}
                disabled={disabled}
                maxLength={500}
                onChange={(event) => {
                  put({ value: event.currentTarget.value })
                }}
              />
            )}
          </div>
          <Field label="Of an object: the field" note="state.program; empty for the value itself.">
            <input
              className="mono"
              list="event-paths"
              value={draft.path}
              disabled={disabled}
              maxLength={200}
              onChange={(event) => {
                put({ path: event.currentTarget.value })
              }}
            />
          </Field>
          <datalist id="event-paths">
            {paths.map((path) => (
              <option key={path} value={path} />
            ))}
          </datalist>
        </>
      )}
      {source !== undefined && (
        <small className="faint">
          Now it is{' '}
          <span className="mono">
            {now === undefined ? 'nothing' : valueText(typeof now === 'object' ? source.value : (now as string))}
          </span>
          .
        </small>
      )}
    </div>
  )
}

function Now({ mapping }: { readonly mapping: TallyMapping }) {
  const now = useNow()
  const { active, stale, since, means } = mapping
  if (stale)
    return (
      <p className="warn">
        Its source is stale{since === null ? '' : ` for ${agoText(since, now)}`}: what it marks counts as on air.
      </p>
    )
  if (active === null) return <p className="quiet">Its source has said nothing yet.</p>
  const words = active ? stateWords[means] : `not ${stateWords[means]}`
  return (
    <p className={active && means === 'on-air' ? styles.air : 'quiet'}>
      {words}
      {since !== null && ` for ${agoText(since, now)}`}
    </p>
  )
}

/** The name under which changes of a mapping wait to be saved; of a new one by where it listens, null for nowhere yet. */
export const mappingForm = (id: string | null, source: string | null): string =>
  id === null ? `mapping of ${source ?? ''}` : `mapping ${id}`

const back = (): void => {
  goTo('tally', null)
}

/** A mapping as a form: which source, which value, what it is about, what it means. */
export function MappingForm({ mapping, source, sources }: Props) {
  const {
    draft,
    changed: written,
    put: write,
    drop,
  } = useDraft<TallyMapping | null, MappingDraft>(mappingForm(mapping?.id ?? null, source), mapping, (of) =>
    of === null ? emptyMapping(source ?? '') : mappingDraft(of),
  )
  const form = useLeaving(back)
  const [heard, setHeard] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'engineer')
  const listened = sources.find(({ id }) => id === draft.source)
  const put = (part: Partial<MappingDraft>): void => {
    write(part)
    setProblem(null)
  }
  const { learning, start, stop } = useLearn((from, value) => {
    write(learned(draft, from.id, value))
    setHeard(`Heard ${from.label}: ${valueText(value)}`)
    setProblem(null)
  })
  const changed = mapping === null || !isSameMapping(draft, mappingDraft(mapping))
  const refresh = (): void => {
    tallyMappings.refresh()
    tally.refresh()
  }
  const save = (event: FormEvent): void => {
    event.preventDefault()
    const fault = mappingFault(draft)
    setProblem(fault)
    if (fault !== null) return
    stop()
    setBusy(true)
    const input = mappingOf(draft)
    const asked =
      mapping === null ? client.tallyMappings.create(input) : client.tallyMappings.update({ ...input, id: mapping.id })
    asked
      .then(({ id }) => {
        drop()
        refresh()
        goTo('tally', tallyWhat({ kind: 'mapping', id }))
      })
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const remove = (): void => {
    if (mapping === null) return
    client.tallyMappings.remove({ id: mapping.id }).then(
      () => {
        drop()
        refresh()
        back()
      },
      (thrown: unknown) => {
        setProblem(problemOf(thrown))
      },
    )
  }
  return (
    <form ref={form} className={page.form} onSubmit={save} noValidate aria-label="Tally mapping">
      <div>
        <h2>{mapping === null ? 'Map a tally' : mapping.label === '' ? 'Tally mapping' : mapping.label}</h2>
        {mapping !== null && <Now mapping={mapping} />}
      </div>
      {may && <LearnCard learning={learning} heard={heard} onStart={start} onStop={stop} />}
      <div className={page.field}>
        <span>Source</span>
        <SourcePicker
          sources={sources}
          value={draft.source}
          disabled={!may}
          onPick={(id) => {
            put({ source: id })
          }}
        />
        {listened !== undefined && <small>{sourceKind(listened)}</small>}
        {listened === undefined && draft.source !== '' && <small className="warn">It is not heard now.</small>}
      </div>
      <WhenFields draft={draft} source={listened} disabled={!may} put={put} />
      <div className={page.field}>
        <span>Then these are</span>
        <Segments
          label="Means"
          value={draft.means}
          options={[
            ['on-air', stateWords['on-air']],
            ['preset', stateWords.preset],
            ['recording', stateWords.recording],
          ]}
          disabled={!may}
          onChange={(means) => {
            put({ means })
          }}
        />
      </div>
      <TargetFields
        targets={draft.targets}
        disabled={!may}
        onChange={(targets) => {
          put({ targets })
        }}
      />
      <Field label="Name">
        <input
          value={draft.label}
          maxLength={100}
          disabled={!may}
          placeholder="PGM A tally; may stay empty"
          onChange={(event) => {
            put({ label: event.currentTarget.value })
          }}
        />
      </Field>
      <Tick
        label="Enabled"
        on={draft.enabled}
        disabled={!may}
        onChange={(enabled) => {
          put({ enabled })
        }}
      />
      <Problem text={problem} />
      {may ? (
        <div className={page.buttons}>
          <Button type="submit" look="main" disabled={busy || !changed}>
            {busy ? 'Saving…' : 'Save'}
          </Button>
          {mapping !== null && (
            <AskOnce label="Delete…" yes="Delete this mapping for good" no="Keep it" disabled={busy} onYes={remove} />
          )}
          <BackButton
            changed={written}
            onDrop={() => {
              drop()
              setHeard(null)
              setProblem(null)
              if (mapping === null) back()
            }}
            onBack={back}
          />
        </div>
      ) : (
        <p className="faint">Changing mappings needs the role engineer.</p>
      )}
    </form>
  )
}
