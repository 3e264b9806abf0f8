import { useEffect, useState } from 'react'
import type { PolicyDecision, Rule } from '../../../contract'
import { client } from '../../app/client'
import { hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { ColumnBody, ColumnHead } from '../../components/Columns'
import { ReceiverPicker, SenderPicker } from '../../components/PortPicker'
import { Problem } from '../../components/Problem'
import { scopeWords } from '../../components/scopeWords'
import { useChosenReceivers, useChosenSenders } from '../../state/chosen'
import { useHouse } from '../../state/house'
import { usePicture } from '../../state/picture'
import { problemOf } from '../../state/problem'
import { useRegistryNames } from '../../state/registryNames'
import { titleOf } from '../../state/routes'
import { EffectMark } from './EffectMark'
import { policyWhat } from '../../app/policyPlace'
import { kindWords, verdictWords } from './ruleWords'
import styles from './TryIt.module.css'

/** What is tried instead of the rules in force: all of them with the edited one, or the edited one alone. */
export type Trial = { readonly rules: readonly Rule[]; readonly edited: string; readonly alone: boolean }

type Ends = { readonly senderId: string | null; readonly receiverId: string | null }
type Asked =
  { readonly key: string; readonly decision: PolicyDecision } | { readonly key: string; readonly problem: string }

/** How long the form must rest before it is tried: each check is a row of the audit, ms. */
const REST_MS = 700

/** The two ends outlive the page: who looks something up and comes back finds them again. */
let lastEnds: Ends = { senderId: null, receiverId: null }

function useDecision({ senderId, receiverId }: Ends, trial: Trial | null): { asked: Asked | null; busy: boolean } {
  const [asked, setAsked] = useState<Asked | null>(null)
  const revision = useHouse('policies') + useHouse('windows')
  const tally = usePicture((picture) => (receiverId === null ? undefined : picture.receivers.get(receiverId)?.tally))
  const rules = trial === null ? '' : JSON.stringify(trial.rules)
  const key = `${senderId ?? ''} ${receiverId ?? ''} ${String(revision)} ${JSON.stringify(tally)} ${rules}`
  const whole = senderId !== null && receiverId !== null
  useEffect(() => {
    if (senderId === null || receiverId === null) return
    const life = new AbortController()
    const ask = (): void => {
      const input = { pairs: [{ senderId, receiverId }] }
      const tried = rules === '' ? input : { ...input, rules: JSON.parse(rules) as Rule[] }
      client.policies.check(tried, { signal: life.signal }).then(
        ({ items: [decision] }) => {
          if (!life.signal.aborted && decision !== undefined) setAsked({ key, decision })
        },
        (thrown: unknown) => {
          if (!life.signal.aborted) setAsked({ key, problem: problemOf(thrown) })
        },
      )
    }
    const timer = setTimeout(ask, rules === '' ? 0 : REST_MS)
    return () => {
      clearTimeout(timer)
      life.abort()
    }
  }, [senderId, receiverId, rules, key])
  return { asked: whole ? asked : null, busy: whole && asked?.key !== key }
}

function Verdict({ decision, trial }: { readonly decision: PolicyDecision; readonly trial: Trial | null }) {
  const { verdict, text, matches, override, windows } = decision
  const registries = useRegistryNames()
  return (
    <>
      <div className={styles.verdict} data-verdict={verdict} role="status">
        <b>{verdictWords[verdict]}</b>
        <p>{text}</p>
        {override !== null && (
          <p className={styles.override}>May be overruled by the role {override}, with a reason.</p>
        )}
        {override === null && (verdict === 'denied' || verdict === 'approval') && (
          <p className={styles.override}>Nobody may overrule it.</p>
        )}
      </div>
      <section className={styles.part} aria-label="Rules that matched">
        <h3>
          Rules that matched <small>{matches.length}</small>
        </h3>
        {matches.length === 0 ? (
          <p className="quiet">None.</p>
        ) : (
          <ol className={styles.matches}>
            {matches.map((match, i) => (
              <li key={match.ruleId} data-first={i === 0}>
                <span className={styles.rank}>{match.priority}</span>
                <div>
                  <p>
                    <a href={hashOf('policies', policyWhat({ kind: 'rule', id: match.ruleId }))}>{match.label}</a>
                    {trial?.edited === match.ruleId && <em>as edited</em>}
                    {i === 0 && <em>decides</em>}
                  </p>
                  <small>
                    {kindWords[match.kind].name} · {match.reason}
                  </small>
                </div>
                <EffectMark effect={match.effect} />
              </li>
            ))}
          </ol>
        )}
      </section>
      <section className={styles.part} aria-label="Beside the rules">
        <h3>Beside the rules</h3>
        <dl className={styles.facts}>
          <dt>Default</dt>
          <dd>
            {decision.default === null
              ? matches.length > 0
                ? 'not asked: a rule decided'
                : 'none is set: allowed'
              : `${decision.default.effect} for ${scopeWords(decision.default.scope, registries)}: it decided`}
          </dd>
          <dt>Windows</dt>
          <dd>{windows.length === 0 ? 'none in force there' : windows.map(({ label }) => label).join(', ')}</dd>
        </dl>
      </section>
    </>
  )
}

/** Two ends, and what the policies say of them. `trial` null: the rules in force. */
export function TryIt({ trial }: { readonly trial: Trial | null }) {
  const [ends, setEnds] = useState<Ends>(lastEnds)
  const senders = usePicture((picture) => picture.senders)
  const receivers = usePicture((picture) => picture.receivers)
  const [chosenSender] = useChosenSenders()
  const [chosenReceiver] = useChosenReceivers()
  const { asked, busy } = useDecision(ends, trial)
  const sender = senders.get(ends.senderId ?? '')
  const receiver = receivers.get(ends.receiverId ?? '')
  const put = (part: Partial<Ends>): void => {
    lastEnds = { ...ends, ...part }
    setEnds(lastEnds)
  }
  const picker = { placeholder: 'Type a few letters…', onLeave: null } as const
  const offered =
    (chosenSender !== undefined && chosenSender !== ends.senderId) ||
    (chosenReceiver !== undefined && chosenReceiver !== ends.receiverId)
  return (
    <>
      <ColumnHead
        level={2}
        title="Try it"
        note={trial === null ? 'rules in force' : 'with your changes'}
        actions={
          offered && (
            <Button
              onClick={() => {
                put({
                  ...(chosenSender === undefined ? {} : { senderId: chosenSender }),
                  ...(chosenReceiver === undefined ? {} : { receiverId: chosenReceiver }),
                })
              }}
            >
              From the graph
            </Button>
          )
        }
      />
      <ColumnBody padded>
        <div className={styles.ends}>
          <span>From</span>
          <SenderPicker
            {...picker}
            label="Source to try"
            value={sender === undefined ? '' : titleOf(sender)}
            format={receiver?.format ?? null}
            onPick={({ id }) => {
              put({ senderId: id })
            }}
          />
          <span>To</span>
          <ReceiverPicker
            {...picker}
            label="Destination to try"
            value={receiver === undefined ? '' : titleOf(receiver)}
            format={sender?.format ?? null}
            onPick={({ id }) => {
              put({ receiverId: id })
            }}
          />
        </div>
        {trial?.alone === true && (
          <p className={styles.note}>There are too many rules to try them all: only the edited one is tried.</p>
        )}
        {(ends.senderId === null || ends.receiverId === null) && (
          <p className="quiet">
            Choose a source and a destination to see the decision whole: each rule that matches, in order, and why.
            Nothing is sent to any device.
          </p>
        )}
        {busy && asked === null && <p className="quiet">Asking the engine…</p>}
        {asked !== null && (
          <div className={styles.answer} data-busy={busy} aria-busy={busy}>
            {'problem' in asked ? (
              <Problem text={asked.problem} />
            ) : (
              <Verdict decision={asked.decision} trial={trial} />
            )}
          </div>
        )}
      </ColumnBody>
    </>
  )
}
