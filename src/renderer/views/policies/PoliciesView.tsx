import { useMemo, type ReactNode } from 'react'
import type { Policy } from '../../../contract'
import { goTo, usePlace } from '../../app/place'
import { Button } from '../../components/Button'
import { Columns } from '../../components/Columns'
import { Empty } from '../../components/Empty'
import { deleted, Nothing } from '../../components/Nothing'
import { usePolicies, usePolicyFiles } from '../../state/policies'
import { useKept } from '../../state/kept'
import { isAtLeast, useActor } from '../../state/session'
import { DefaultsPanel } from './DefaultsPanel'
import { PolicyFilesPanel } from './PolicyFilesPanel'
import { PolicyList, ruleForm } from './PolicyList'
import { policyPlaceOf, policyWhat } from '../../app/policyPlace'
import {
  draftOfRule,
  emptyRule,
  idFrom,
  isChangedRule,
  ruleFaults,
  ruleOf,
  rulesOnTrial,
  type RuleDraft,
} from './ruleDraft'
import { RuleEditor } from './RuleEditor'
import { TryIt, type Trial } from './TryIt'

const none: readonly Policy[] = []

type EditProps = {
  /** The name under which changes wait to be saved. */
  readonly form: string
  readonly policy: Policy | null
  /** What a new one begins with. */
  readonly begin: RuleDraft
  readonly all: readonly Policy[]
  readonly list: ReactNode
  /** Goes back from a rule that is not there yet; null: it is. */
  readonly onBack: (() => void) | null
}

/** What is tried while a rule is edited; null while there is nothing new to try, or it makes no sense yet. */
function trialOf(draft: RuleDraft, opened: RuleDraft, savedId: string | null, all: readonly Policy[]): Trial | null {
  if (savedId !== null && !isChangedRule(draft, opened)) return null
  const named = draft.label.trim() === '' ? { ...draft, label: 'New rule' } : draft
  if (Object.keys(ruleFaults(named)).length > 0) return null
  const rule = ruleOf(named, savedId ?? idFrom(named.label, new Set(all.map((each) => each.rule.id))))
  const rules = rulesOnTrial(
    all.map((each) => each.rule),
    savedId,
    rule,
  )
  return { rules: rules ?? [rule], edited: rule.id, alone: rules === null }
}

/** `opened`: as it was when it was changed last. */
type Edited = { readonly opened: RuleDraft; readonly draft: RuleDraft }

const isEdited = ({ opened, draft }: Edited): boolean => isChangedRule(draft, opened)

/** A rule that is edited, and tried as it is edited. */
function EditPage({ form, policy, begin, all, list, onBack }: EditProps) {
  const opened = useMemo(() => (policy === null ? begin : draftOfRule(policy.rule)), [policy, begin])
  const savedId = policy?.rule.id ?? null
  const [kept, keep] = useKept<Edited>(form, isEdited)
  const draft = kept?.draft ?? opened
  const taken = useMemo(() => new Set(all.map(({ rule }) => rule.id).filter((id) => id !== savedId)), [all, savedId])
  const trial = useMemo(() => trialOf(draft, opened, savedId, all), [draft, opened, savedId, all])
  return (
    <Columns
      list={list}
      main={
        <RuleEditor
          policy={policy}
          draft={draft}
          opened={opened}
          taken={taken}
          onChange={(next) => {
            keep(next === opened ? null : { opened, draft: next })
          }}
          onSaved={() => {
            keep(policy === null ? null : { opened: draft, draft })
          }}
          onBack={onBack}
        />
      }
      side={<TryIt trial={trial} />}
      sideName="Try it"
    />
  )
}

/** What is said where there is no rule yet. */
function First() {
  const may = isAtLeast(useActor(), 'engineer')
  return (
    <Empty title="No rules yet">
      <p>
        A rule says which sources may go to which destinations, and what happens when somebody tries otherwise: it is
        allowed, denied, warned of, or wants a second person.
      </p>
      <p>Without rules, what the defaults say happens; without those everything is allowed.</p>
      {may && (
        <div>
          <Button
            onClick={() => {
              goTo('policies', policyWhat({ kind: 'new' }))
            }}
          >
            Begin a rule
          </Button>
        </div>
      )}
    </Empty>
  )
}

/** The rules, the rule itself, and what they say of two ends. */
export function PoliciesView() {
  const { what } = usePlace()
  const place = policyPlaceOf(what)
  const policies = usePolicies()
  const files = usePolicyFiles()
  const all = policies.value?.items ?? none
  const shown = place.kind === 'rule' ? place.id : place.kind === 'first' ? (all[0]?.rule.id ?? null) : null
  const copied = place.kind === 'copy' ? all.find(({ rule }) => rule.id === place.id) : undefined
  const begin = useMemo(
    (): RuleDraft =>
      copied === undefined
        ? emptyRule
        : { ...draftOfRule(copied.rule), id: '', label: `${copied.rule.label} (copy)`.slice(0, 200) },
    [copied],
  )
  const list = <PolicyList place={place} shown={shown} policies={policies} />
  const nothing = (gone: string | null) => (
    <Nothing title="Policies" answer={policies} gone={gone}>
      <First />
    </Nothing>
  )
  const page = (main: ReactNode) => <Columns list={list} main={main} side={<TryIt trial={null} />} sideName="Try it" />
  switch (place.kind) {
    case 'defaults':
      return page(<DefaultsPanel inForce={policies.value?.defaults ?? []} />)
    case 'files':
      return page(<PolicyFilesPanel files={files} />)
    case 'new':
      return (
        <EditPage
          key="new"
          form={ruleForm(null)}
          policy={null}
          begin={emptyRule}
          all={all}
          list={list}
          onBack={() => {
            goTo('policies', null)
          }}
        />
      )
    case 'copy':
      if (copied === undefined) return page(nothing(deleted))
      return (
        <EditPage
          key={`copy ${place.id}`}
          form={`${ruleForm(place.id)} copy`}
          policy={null}
          begin={begin}
          all={all}
          list={list}
          onBack={() => {
            goTo('policies', policyWhat({ kind: 'rule', id: place.id }))
          }}
        />
      )
    case 'first':
    case 'rule': {
      const policy = all.find(({ rule }) => rule.id === shown)
      if (policy === undefined) return page(nothing(place.kind === 'rule' ? deleted : null))
      return (
        <EditPage
          key={policy.rule.id}
          form={ruleForm(policy.rule.id)}
          policy={policy}
          begin={emptyRule}
          all={all}
          list={list}
          onBack={null}
        />
      )
    }
  }
}
