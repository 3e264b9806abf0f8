import { useMemo, useRef, useState } from 'react'
import type { Policy } from '../../../contract'
import { goTo, hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { ColumnAsked, ColumnFind, ColumnFold, ColumnHead, ColumnItem } from '../../components/Columns'
import { scopeWords } from '../../components/scopeWords'
import { Unsaved } from '../../components/Unsaved'
import { useIsUnsaved } from '../../state/kept'
import { usePolicyFiles, type PolicySet } from '../../state/policies'
import { useRegistryNames } from '../../state/registryNames'
import { isAtLeast, useActor } from '../../state/session'
import type { Answer } from '../../state/asked'
import { EffectMark } from './EffectMark'
import { filesLine } from './filesLine'
import { findRules } from './findRules'
import { policyWhat, type PolicyPlace } from '../../app/policyPlace'
import styles from './PolicyList.module.css'
import { effectOf, kindWords } from './ruleWords'
import { useRows } from './useRows'

/** The name under which changes of a rule wait to be saved; null: of a new one. */
export const ruleForm = (id: string | null): string => `rule ${id ?? ''}`

/** The height of a row, px; as in the style sheet. */
const ROW = 50

function RuleRow({ policy, open, at }: { readonly policy: Policy; readonly open: boolean; readonly at: number }) {
  const { rule, from, warnings, suspendedBy, switchedBy } = policy
  const registries = useRegistryNames()
  const unsaved = useIsUnsaved(ruleForm(rule.id))
  const switchedOn = switchedBy?.to === 'on' ? switchedBy : null
  const isOff = suspendedBy !== null || (!rule.enabled && switchedOn === null)
  const state = isOff
    ? suspendedBy === null
      ? 'switched off'
      : `off: window “${suspendedBy.label}”`
    : switchedOn !== null
      ? `on: window “${switchedOn.label}”`
      : [
          kindWords[rule.kind].name,
          rule.scope.kind === 'all' ? null : scopeWords(rule.scope, registries),
          from.kind === 'file' ? 'file' : null,
        ]
          .filter((part) => part !== null)
          .join(' · ')
  return (
    <a
      className={classes(styles.row, isOff && styles.off)}
      style={{ top: at * ROW }}
      href={hashOf('policies', policyWhat({ kind: 'rule', id: rule.id }))}
      aria-current={open ? 'true' : undefined}
      data-testid={`rule-${rule.id}`}
    >
      <span className={styles.priority} title={`Priority ${String(rule.priority)}; 0 is asked first`}>
        {rule.priority}
      </span>
      <span className={styles.words}>
        <b title={rule.label}>{rule.label}</b>
        <small className={unsaved || (suspendedBy !== null && rule.enabled) ? 'warn' : undefined} title={state}>
          {unsaved ? 'changes not saved' : state}
        </small>
      </span>
      <span className={styles.marks}>
        <span className="warn">
          {warnings.length > 0 && (
            <span role="img" aria-label={warnings.join(' ')} title={warnings.join('\n')}>
              ▲
            </span>
          )}
        </span>
        <EffectMark effect={effectOf(rule)} />
      </span>
    </a>
  )
}

type Props = {
  readonly place: PolicyPlace
  readonly shown: string | null
  readonly policies: Answer<PolicySet>
}

/** The rules in the order in which they are asked, the defaults and the files. */
export function PolicyList({ place, shown, policies }: Props) {
  const { value } = policies
  const may = isAtLeast(useActor(), 'engineer')
  const [words, setWords] = useState('')
  const scroller = useRef<HTMLDivElement>(null)
  const files = usePolicyFiles()
  const registries = useRegistryNames()
  const found = useMemo(() => findRules(value?.items ?? [], words, registries), [value, words, registries])
  const [first, last] = useRows(scroller, ROW, found.length)
  const trouble = files.value !== null && (files.value.problems.length > 0 || files.value.pending !== null)
  const defaults = value?.defaults ?? []
  return (
    <>
      <ColumnHead
        level={2}
        title="Policies"
        note={value === null ? null : value.items.length}
        actions={
          may && (
            <Button
              aria-label="New rule"
              title="New rule"
              onClick={() => {
                goTo('policies', policyWhat({ kind: 'new' }))
              }}
            >
              + <Unsaved form={ruleForm(null)} />
            </Button>
          )
        }
      />
      {value !== null && value.items.length > 5 && (
        <ColumnFind
          label="Find a rule"
          placeholder="Find a rule…"
          words={words}
          onChange={(typed) => {
            setWords(typed)
            if (scroller.current !== null) scroller.current.scrollTop = 0
          }}
        />
      )}
      <div className={styles.scroll} ref={scroller}>
        <ColumnAsked
          answer={policies}
          none={
            found.length > 0
              ? null
              : words !== ''
                ? `No rule is called “${words}”.`
                : may
                  ? 'No rules yet. Begin one with +, or name a folder of files in the settings.'
                  : 'No rules yet.'
          }
        />
        <nav aria-label="Rules, first asked first" className={styles.rows} style={{ height: found.length * ROW }}>
          {found.slice(first, last).map((policy, i) => (
            <RuleRow
              key={policy.rule.id}
              policy={policy}
              at={first + i}
              open={(place.kind === 'rule' || place.kind === 'first') && shown === policy.rule.id}
            />
          ))}
        </nav>
      </div>
      <nav className={styles.foot} aria-label="Defaults and files">
        <ColumnFold title="The house" actions={null} />
        <ColumnItem
          href={hashOf('policies', 'defaults')}
          open={place.kind === 'defaults'}
          title="Where no rule decides"
          line={
            defaults.length === 0
              ? 'everything is allowed'
              : defaults
                  .map(
                    ({ scope, effect }) =>
                      `${scopeWords(scope, registries)}: ${effect === 'deny' ? 'denied' : 'allowed'}`,
                  )
                  .join(', ')
          }
          marks={null}
        />
        <ColumnItem
          href={hashOf('policies', 'files')}
          open={place.kind === 'files'}
          title="Policy files"
          line={<span className={trouble ? 'warn' : undefined}>{filesLine(files.value)}</span>}
          marks={trouble && <span className="warn">▲</span>}
        />
      </nav>
    </>
  )
}
