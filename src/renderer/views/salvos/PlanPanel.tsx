import { useMemo, useState, type ReactNode } from 'react'
import type { Action, ActivationInput, FireInput, Id, OnFailure, Run } from '../../../contract'
import { client } from '../../app/client'
import { Button } from '../../components/Button'
import { Choice } from '../../components/Choice'
import { ColumnBody } from '../../components/Columns'
import { HoldButton } from '../../components/HoldButton'
import { Kbd } from '../../components/Kbd'
import { Overrule, Overruling } from '../../components/Overrule'
import { Problem } from '../../components/Problem'
import { firing, useFired } from '../../state/firing'
import { isOver } from '../../state/outcomes'
import { isAtLeast, useActor } from '../../state/session'
import { useSettings } from '../../state/settings'
import { overrulable } from '../../state/sheet'
import { approvalForecast } from '../topology/sheet/approvalForecast'
import { Consents } from './Consents'
import { portOf } from './entryWords'
import { failurePolicies, failureWords } from './failureWords'
import { countsOf, planRows, type PlanRow } from './planRows'
import styles from './Plan.module.css'
import { planSum, takeWords } from './planSum'
import { usePictureParts } from './usePictureParts'
import { usePlan } from './usePlan'
import { useTakeKey } from './useTakeKey'

type Entry = {
  readonly senderLabel: string | null
  readonly receiverLabel: string | null
  readonly missing: readonly Id[]
}

type Props = {
  readonly id: Id
  readonly label: string
  readonly byline: string
  readonly about: string
  /** What can be done with the thing itself, right of the title. */
  readonly tools: ReactNode
  /** What is to be taken; null: what the plan says. */
  readonly actions: readonly Action[] | null
  readonly entries: readonly Entry[]
  /** Another one means that the entries are others. */
  readonly revision: string
  /** What the plan depends on in the plant; null: no plan is wanted yet. */
  readonly world: string | null
  readonly onFailure: OnFailure
  readonly verb: string
  /** Why there is nothing to take though no plan was asked for; null when there may be. */
  readonly idle: string | null
  /** Its runs, newest first. */
  readonly runs: readonly Run[]
  /** Fires it, or only plans it. */
  readonly ask: (options: FireInput, signal: AbortSignal | null) => Promise<Run>
  /** What scrolls below the buttons. */
  readonly children: (rows: readonly PlanRow[]) => ReactNode
}

const none: readonly Action[] = []
type Mode = ActivationInput['mode']

const modes: readonly {
  readonly mode: Mode & ('preset' | 'together' | 'stage')
  readonly name: string
  readonly title: string
}[] = [
  {
    mode: 'preset',
    name: 'Preset',
    title: 'Stages everything first; when all devices have it, everything is activated at once',
  },
  {
    mode: 'together',
    name: 'Take together',
    title: 'Gives all devices one moment shortly ahead, so that they cut together where they can',
  },
  { mode: 'stage', name: 'Stage only', title: 'Stages everything and waits; you activate it when you want' },
]

const options = (part: Partial<FireInput>): FireInput => ({
  dryRun: false,
  confirm: [],
  change: false,
  ifClosed: 'refuse',
  waitMs: 0,
  ...part,
})

/** Something that is planned, shown and taken: a salvo, or a snapshot to be restored. */
export function PlanPanel(props: Props) {
  const { id, label, actions, entries, revision, runs, ask, verb } = props
  const [policy, setPolicy] = useState<OnFailure | null>(null)
  const [confirmed, setConfirmed] = useState<ReadonlySet<string>>(new Set())
  const [overruled, setOverruled] = useState<{ readonly of: string; readonly reason: string } | null>(null)
  const [refusals, setRefusals] = useState(0)
  const actor = useActor()
  const may = isAtLeast(actor, 'operator')
  const me = actor?.id ?? null
  const picture = usePictureParts()
  const fired = useFired(id)
  const [newest] = runs
  const busy = busyWords(newest, fired.busy, me) !== null
  // A plan leaves out what is on air until somebody has said yes to it.
  const onAir = confirmed.has('ON_AIR')
  // After a refusal the plan says what is against it now.
  const key = props.world === null ? null : `${props.world} ${String(onAir)} ${String(refusals)}`
  // A reason is one for what it was given for, and with it another plan is taken.
  const override = overruled?.of === revision ? { reason: overruled.reason } : undefined
  const plan = usePlan(`${id} ${revision} ${override?.reason ?? ''}`, may && !busy ? key : null, (signal) =>
    ask(options({ dryRun: true, confirm: onAir ? ['ON_AIR'] : [], override }), signal),
  )
  const held =
    onAir && (plan.run?.decisions.some(({ code, effect }) => code === 'ON_AIR' && effect !== 'deny') ?? false)
  const last = runs.find(({ startedAt }) => startedAt !== null) ?? null
  const shown = actions ?? plan.run?.actions ?? none
  const rows = useMemo(
    () => planRows({ actions: shown, entries, picture, plan: plan.run, confirmed, last }),
    [shown, entries, picture, plan.run, confirmed, last],
  )
  const counts = useMemo(() => countsOf(rows, plan.run), [rows, plan.run])
  const ready = may && !busy && props.idle === null && plan.run !== null && counts.change > 0

  const forecast = useForecast(shown, ready)
  const staged = may && !fired.busy ? stagedRun(newest) : null
  const take = (activation: ActivationInput | undefined): void => {
    if (staged !== null && activation === undefined) {
      void firing.fire(id, async () => (await client.runs.resume({ id: staged.id, waitMs: 0 })).body)
      return
    }
    if (!ready) return
    const wishes = { confirm: [...confirmed], override, ...(policy === null ? {} : { onFailure: policy }) }
    void firing
      .fire(id, () => ask(options(activation === undefined ? wishes : { ...wishes, activation }), null))
      .then((begun) => {
        if (begun) setOverruled(null)
        else setRefusals(refusals + 1)
      })
  }
  useTakeKey(() => {
    if (!held) take(undefined)
  })
  const trouble = fired.problem ?? plan.problem
  const against = [...new Set(overrulable(plan.decisions, actor).map(({ text }) => text))]
  const notes = [...new Set(plan.run?.warnings.filter(({ code }) => !isAsked(plan.run, code)).map(({ text }) => text))]
  return (
    <>
      <div className={styles.hero}>
        <div className={styles.title}>
          <h1 title={label}>{label}</h1>
          <small>{props.byline}</small>
          <div className={styles.tools}>{props.tools}</div>
        </div>
        {props.about !== '' && <p className={styles.about}>{props.about}</p>}
        <div className={styles.row}>
          {held && staged === null ? (
            <HoldButton
              className={styles.take}
              disabled={!ready}
              byKeys
              title="Hold it, or F12 or NumPad Enter, for a second; let go before, nothing happens"
              onHeld={() => {
                take(undefined)
              }}
            >
              HOLD TO{' '}
              {takeWords(verb, rows, plan, { busy: busyWords(newest, fired.busy, me), idle: props.idle !== null })}{' '}
              <Kbd>F12</Kbd>
            </HoldButton>
          ) : (
            <Button
              look="take"
              className={styles.take}
              disabled={!ready && staged === null}
              title="F12 or NumPad Enter"
              onClick={() => {
                take(undefined)
              }}
            >
              {staged === null
                ? takeWords(verb, rows, plan, { busy: busyWords(newest, fired.busy, me), idle: props.idle !== null })
                : 'ACTIVATE WHAT IS STAGED'}{' '}
              <Kbd>F12</Kbd>
            </Button>
          )}
          {modes.map(({ mode, name, title }) => (
            <Button
              key={mode}
              title={held ? 'On air it is taken by holding TAKE' : title}
              disabled={!ready || held}
              onClick={() => {
                take({ mode })
              }}
            >
              {name}
            </Button>
          ))}
          <Choice
            label="If one fails:"
            value={policy ?? props.onFailure}
            options={failurePolicies.map((each) => [each, failureWords[each]])}
            disabled={!may}
            onChange={setPolicy}
          />
          <PlanSum
            counts={counts}
            plan={plan}
            may={may}
            idle={busy ? 'What is happening is on the right.' : props.idle}
          />
        </div>
        <div className={styles.notes}>
          <Problem text={trouble} />
          {trouble === null && against.slice(0, 3).map((text) => <Problem key={text} text={text} />)}
          {trouble === null && against.length > 3 && <p className="faint">And {against.length - 3} more.</p>}
          {override === undefined ? (
            <Overrule
              decisions={plan.decisions}
              onReason={(reason) => {
                setOverruled({ of: revision, reason })
                firing.forget(id)
              }}
            />
          ) : (
            <Overruling
              reason={override.reason}
              onObey={() => {
                setOverruled(null)
              }}
            />
          )}
          {forecast !== null && <p className="warn">{forecast}</p>}
          <Consents plan={plan.run} confirmed={confirmed} onConfirm={setConfirmed} />
          {notes.slice(0, 3).map((text) => (
            <Problem key={text} text={text} />
          ))}
          {notes.length > 3 && <p className="faint">And {notes.length - 3} more warnings.</p>}
        </div>
      </div>
      <ColumnBody padded={false}>{props.children(rows)}</ColumnBody>
    </>
  )
}

/** Whether taking it would first ask a second person, as a sentence; null when it would not. */
function useForecast(actions: readonly Action[], ready: boolean): string | null {
  const approval = useSettings().value?.approval
  const { senders, receivers } = usePictureParts()
  if (approval === undefined || !ready) return null
  const targets = actions.flatMap((action) => {
    const port = portOf(action, { senders, receivers })
    return port === undefined ? [] : [port]
  })
  return approvalForecast(approval, targets)
}

/** A run that waits, staged, for being activated. */
const stagedRun = (run: Run | undefined): Run | null =>
  run?.state === 'paused' && run.question?.code === 'STAGED' && run.question.answers.includes('continue') ? run : null

/** What keeps it from being taken now by `me`; null when nothing does. */
function busyWords(run: Run | undefined, asked: boolean, me: Id | null): string | null {
  if (asked) return 'AT WORK…'
  if (run === undefined || isOver(run)) return null
  if (run.state === 'awaiting_approval') return run.actor.id === me ? 'WAITS FOR APPROVAL' : null
  return run.state === 'paused' ? 'WAITS FOR AN ANSWER' : 'AT WORK…'
}

/** Whether a warning is asked for with a tick, so that it need not be said twice. */
const isAsked = (plan: Run | null, code: string): boolean =>
  plan?.decisions.some((decision) => decision.code === code && (decision.effect === 'confirm' || code === 'ON_AIR')) ??
  false

function PlanSum(about: Parameters<typeof planSum>[0]) {
  const { parts, below } = planSum(about)
  return (
    <div className={styles.sum} role="status">
      {parts.map(({ count, words, tone }, i) => (
        <span key={words} className={tone}>
          {i > 0 && ' · '}
          <b>{count}</b> {words}
        </span>
      ))}
      <small>{below}</small>
    </div>
  )
}
