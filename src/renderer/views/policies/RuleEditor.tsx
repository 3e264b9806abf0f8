import { useState } from 'react'
import type { Policy } from '../../../contract'
import { client } from '../../app/client'
import { goTo } from '../../app/place'
import { AskOnce } from '../../components/AskOnce'
import { BackButton } from '../../components/BackButton'
import { Button } from '../../components/Button'
import { ColumnBody } from '../../components/Columns'
import { ThingHead } from '../../components/ColumnThing'
import thing from '../../components/ColumnThing.module.css'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { ScopePicker } from '../../components/ScopePicker'
import { Segments } from '../../components/Segments'
import { Tick } from '../../components/Tick'
import { whenText } from '../../components/timeText'
import { useChosenReceivers } from '../../state/chosen'
import { useLeaving } from '../../state/leaving'
import { policies } from '../../state/policies'
import { isAtLeast, useActor } from '../../state/session'
import { EffectMark } from './EffectMark'
import { engineFaults, faultAt } from './engineFaults'
import { KindFields } from './KindFields'
import { policyWhat } from '../../app/policyPlace'
import { RuleField } from './RuleField'
import styles from './Rule.module.css'
import { idFrom, isChangedRule, ruleFaults, ruleOf, type Faults, type RuleDraft } from './ruleDraft'
import { effects, kindWords, ruleKinds, ruleSentence, usualEffect } from './ruleWords'
import { SelectorFields } from './SelectorFields'

type Props = {
  /** The saved rule; null for one that is not there yet. */
  readonly policy: Policy | null
  readonly draft: RuleDraft
  /** As it was when it was opened. */
  readonly opened: RuleDraft
  readonly taken: ReadonlySet<string>
  readonly onChange: (draft: RuleDraft) => void
  readonly onSaved: () => void
  /** Goes back from a rule that is not there yet; null: it is. */
  readonly onBack: (() => void) | null
}

const noFaults: Faults = {}

function whereFrom(policy: Policy | null, now: number): string {
  if (policy === null) return 'not saved yet'
  const { from, editedBy, editedAt } = policy
  if (from.kind === 'file') return `from ${from.path}, line ${String(from.line)}`
  return editedBy === null || editedAt === null
    ? 'kept here'
    : `edited by ${editedBy.name}, ${whenText(editedAt, now)} UTC`
}

/** A rule as a form. Nothing counts before it is saved; rules of files are changed in their file. */
export function RuleEditor({ policy, draft, opened, taken, onChange, onSaved, onBack }: Props) {
  const [busy, setBusy] = useState(false)
  const [faults, setFaults] = useState<Faults>(noFaults)
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'engineer')
  const selection = useChosenReceivers()
  const now = useNow()
  const savedId = policy?.rule.id ?? null
  const isFile = policy?.from.kind === 'file'
  const off = !may || isFile
  const written = isChangedRule(draft, opened)
  const changed = policy === null || written
  const form = useLeaving(onBack)
  const id = idFrom(draft.label, taken)
  const put = (part: Partial<RuleDraft>): void => {
    onChange({ ...draft, ...part })
    setFaults(noFaults)
    setProblem(null)
  }
  const failed = (thrown: unknown): void => {
    const said = engineFaults(thrown, draft)
    setFaults(said.faults)
    setProblem(said.problem)
  }
  const save = (): void => {
    const missing = ruleFaults(draft)
    setFaults(missing)
    setProblem(Object.keys(missing).length === 0 ? null : 'Nothing is saved yet; what is missing is said at its field.')
    if (Object.keys(missing).length > 0) return
    setBusy(true)
    const rule = ruleOf(draft, id)
    const asked = savedId === null ? client.policies.create(rule) : client.policies.update({ id: savedId, rule })
    asked
      .then((saved) => {
        policies.refresh()
        goTo('policies', policyWhat({ kind: 'rule', id: saved.rule.id }))
        onSaved()
      })
      .catch(failed)
      .finally(() => {
        setBusy(false)
      })
  }
  const remove = (): void => {
    if (savedId === null) return
    client.policies.remove({ id: savedId }).then(() => {
      policies.refresh()
      goTo('policies', null)
    }, failed)
  }
  const field = (path: string) => ({ fault: faultAt(faults, path) })
  return (
    <ColumnBody padded={false}>
      <form
        ref={form}
        className={thing.thing}
        aria-label="Rule"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!off) save()
        }}
      >
        <ThingHead
          title={draft.label.trim() === '' ? 'New rule' : draft.label}
          about={
            <>
              {whereFrom(policy, now)}
              {policy !== null && changed && !off && <em> · changed, not saved yet</em>}
            </>
          }
          tools={
            <>
              <Tick
                label="Enabled"
                on={draft.enabled}
                disabled={off}
                onChange={(enabled) => {
                  put({ enabled })
                }}
              />
              {(!off || onBack !== null) && (
                <BackButton
                  changed={written}
                  onDrop={() => {
                    onChange(opened)
                    setFaults(noFaults)
                    setProblem(null)
                    onBack?.()
                  }}
                  onBack={onBack}
                />
              )}
              {may && savedId !== null && (
                <Button
                  title={
                    isFile ? 'A rule of your own that begins like this one' : 'Another rule that begins like this one'
                  }
                  onClick={() => {
                    goTo('policies', policyWhat({ kind: 'copy', id: savedId }))
                  }}
                >
                  Copy
                </Button>
              )}
              {!off && policy !== null && (
                <AskOnce
                  label="Delete…"
                  yes={`Delete “${policy.rule.label}” for good`}
                  no="Keep it"
                  disabled={busy}
                  onYes={remove}
                />
              )}
              {!off && (
                <Button type="submit" look="main" disabled={busy || !changed}>
                  {busy ? 'Saving…' : 'Save'}
                </Button>
              )}
            </>
          }
        />
        <p className={styles.sentence}>{ruleSentence(ruleOf(draft, id))}</p>
        {isFile && (
          <p className={thing.told}>
            It is kept in a file, with the others of that file. Change it there; what you save there is shown here.
          </p>
        )}
        {!may && (
          <p className={thing.told}>You may look at the rules and try them; changing them needs the role engineer.</p>
        )}
        <Problem text={problem} />
        {policy !== null && policy.suspendedBy !== null && (
          <p className={thing.told} role="status">
            <b className="warn">Not in force now:</b> the window “{policy.suspendedBy.label}” has switched it off.
          </p>
        )}
        {policy !== null && policy.warnings.length > 0 && (
          <ul className={styles.warnings} aria-label="Warnings">
            {policy.warnings.map((text) => (
              <li key={text}>
                <span aria-hidden="true">▲</span> {text}
              </li>
            ))}
          </ul>
        )}
        <div className={styles.grid}>
          <RuleField label="Name" wide {...field('label')}>
            <input
              value={draft.label}
              disabled={off}
              maxLength={200}
              autoFocus={policy === null}
              onChange={(event) => {
                put({ label: event.currentTarget.value })
              }}
            />
          </RuleField>
          <RuleField label="Kind" note={kindWords[draft.kind].matches} wide {...field('kind')}>
            <select
              value={draft.kind}
              disabled={off}
              onChange={(event) => {
                const kind = ruleKinds.find((each) => each === event.currentTarget.value)
                if (kind === undefined) return
                const isUsual = draft.effect === usualEffect[draft.kind]
                put(isUsual ? { kind, effect: usualEffect[kind] } : { kind })
              }}
            >
              {ruleKinds.map((kind) => (
                <option key={kind} value={kind}>
                  {kindWords[kind].name}
                </option>
              ))}
            </select>
          </RuleField>
          <div className={styles.effects}>
            <span className={styles.name}>A match means</span>
            <Segments
              label="Effect"
              value={draft.effect}
              options={effects.map((effect) => [effect, <EffectMark key={effect} effect={effect} />] as const)}
              disabled={off}
              onChange={(effect) => {
                put({ effect })
              }}
            />
          </div>
          <RuleField label="Priority" note="0 is asked first." {...field('priority')}>
            <input
              inputMode="numeric"
              value={draft.priority}
              disabled={off}
              onChange={(event) => {
                put({ priority: event.currentTarget.value })
              }}
            />
          </RuleField>
          <RuleField label="Holds for destinations in" {...field('scope')}>
            <ScopePicker
              label="Scope"
              value={draft.scope}
              selection={selection}
              disabled={off}
              onChange={(scope) => {
                put({ scope })
              }}
            />
          </RuleField>
        </div>
        <div className={styles.ends}>
          <SelectorFields
            key={`from ${savedId ?? ''}`}
            side="from"
            value={draft.from}
            faults={faults}
            disabled={off}
            onChange={(from) => {
              put({ from })
            }}
          />
          <SelectorFields
            key={`to ${savedId ?? ''}`}
            side="to"
            value={draft.to}
            faults={faults}
            disabled={off}
            onChange={(to) => {
              put({ to })
            }}
          />
        </div>
        <KindFields draft={draft} faults={faults} disabled={off} put={put} />
        <div className={styles.grid}>
          <RuleField label="May be overruled by" note="With a reason; it is audited." {...field('override')}>
            <select
              value={draft.override ?? ''}
              disabled={off}
              onChange={(event) => {
                const role = event.currentTarget.value
                put({ override: role === 'operator' || role === 'engineer' || role === 'admin' ? role : null })
              }}
            >
              <option value="">nobody</option>
              <option value="operator">operator and above</option>
              <option value="engineer">engineer and above</option>
              <option value="admin">admin</option>
            </select>
          </RuleField>
          <RuleField label="Owner" {...field('owner')}>
            <input
              value={draft.owner}
              disabled={off}
              maxLength={200}
              placeholder="Who to ask about it"
              onChange={(event) => {
                put({ owner: event.currentTarget.value })
              }}
            />
          </RuleField>
          <RuleField label="Id" note="As files and windows name it." {...field('id')}>
            <input
              className="mono"
              value={draft.id}
              disabled={off}
              maxLength={100}
              placeholder={id}
              spellCheck={false}
              onChange={(event) => {
                put({ id: event.currentTarget.value })
              }}
            />
          </RuleField>
          <RuleField label="Description" wide {...field('description')}>
            <textarea
              value={draft.description}
              disabled={off}
              maxLength={2000}
              rows={2}
              placeholder="Why it is there"
              onChange={(event) => {
                put({ description: event.currentTarget.value })
              }}
            />
          </RuleField>
        </div>
      </form>
    </ColumnBody>
  )
}
