import { useState } from 'react'
import type { Question, Run } from '../../contract'
import { client } from '../app/client'
import { hashOf } from '../app/place'
import { useEvents } from '../state/events'
import { problemOf, refusalOf } from '../state/problem'
import { isAtLeast, useActor } from '../state/session'
import { Button } from './Button'
import { classes } from './classes'
import { HoldButton } from './HoldButton'
import { answersOf, askedText, questionTitle, sourceText, whyNotApprove, type Answer } from './decision'
import styles from './DecisionCard.module.css'
import { useNow } from './now'
import { Problem } from './Problem'
import { RunDiff } from './RunDiff'
import { countWords } from './runCounts'
import { useInlineRuns, useShownInline } from './shownInline'
import { agoText } from './timeText'

/** Answers are sent one at a time; what the engine says against one is shown on the card. */
function useSending(): {
  readonly busy: string | null
  readonly problem: string | null
  readonly send: (what: string, ask: () => Promise<unknown>) => void
  readonly thrown: unknown
} {
  const [state, setState] = useState<{ busy: string | null; thrown: unknown }>({ busy: null, thrown: null })
  return {
    busy: state.busy,
    thrown: state.thrown,
    problem: state.thrown === null ? null : problemOf(state.thrown),
    send: (what, ask) => {
      setState({ busy: what, thrown: null })
      ask().then(
        () => {
          setState({ busy: null, thrown: null })
        },
        (thrown: unknown) => {
          setState({ busy: null, thrown })
        },
      )
    },
  }
}

function answer(run: Run, kind: Answer['kind']): Promise<unknown> {
  switch (kind) {
    case 'continue':
    case 'retry':
      return client.runs.resume({ id: run.id, decision: kind, waitMs: 0 })
    case 'compensate':
      return client.runs.compensate({ id: run.id, waitMs: 0 })
    case 'cancel':
      return client.runs.cancel({ id: run.id })
  }
}

function Title({ run, text }: { readonly run: Run; readonly text: string }) {
  return (
    <h3>
      {text}
      <a href={hashOf('history', run.id)} title="See the run whole">
        #{run.number}
      </a>
    </h3>
  )
}

function About({ run, since }: { readonly run: Run; readonly since: string }) {
  const now = useNow()
  const words = [sourceText(run), run.actor.name, `${agoText(since, now)} ago`].filter((word) => word !== null)
  return (
    <p className={styles.about}>
      {words.join(' · ')} · {countWords(run).join(', ')}
    </p>
  )
}

function Asked({ run, question }: { readonly run: Run; readonly question: Question }) {
  const may = isAtLeast(useActor(), 'operator')
  const { busy, problem, send } = useSending()
  return (
    <>
      <Title run={run} text={questionTitle(run, question)} />
      <p className={styles.text}>{question.text}</p>
      <About run={run} since={question.at} />
      <div className={styles.answers} role="group" aria-label="Answers">
        {answersOf(run, question).map(({ kind, label, does }, i) => (
          <AnswerRow key={kind} does={does}>
            <Button
              className={classes(i === 0 && styles.first)}
              disabled={!may || busy !== null}
              title={does}
              onClick={() => {
                send(kind, () => answer(run, kind))
              }}
            >
              {busy === kind ? 'Telling it…' : label}
            </Button>
          </AnswerRow>
        ))}
      </div>
      {!may && <p className={styles.about}>You may look; an operator has to answer.</p>}
      <Problem text={problem} />
    </>
  )
}

function AnswerRow({ children, does }: { readonly children: React.ReactNode; readonly does: string }) {
  return (
    <>
      {children}
      <span aria-hidden="true">{does}</span>
    </>
  )
}

/** The codes of what wants a yes before it can be approved. */
const yesCodes = (thrown: unknown): readonly string[] => {
  const decisions = refusalOf(thrown) ?? []
  if (decisions.some(({ effect }) => effect === 'deny')) return []
  return [...new Set(decisions.filter(({ effect }) => effect === 'confirm').map(({ code }) => code))]
}

function wantedTitle(run: Run, mine: boolean): string {
  if (run.playbook !== undefined) return 'A step asks for a yes'
  return mine ? 'Waits for a second person' : `${run.actor.name} asks for a yes`
}

function Wanted({ run }: { readonly run: Run }) {
  const actor = useActor()
  const against = whyNotApprove(run, actor)
  const [open, setOpen] = useState(against === null)
  const { busy, problem, send, thrown } = useSending()
  const mine = actor?.id === run.actor.id
  const may = isAtLeast(actor, 'operator')
  const codes = yesCodes(thrown)
  const approve = (): void => {
    send('approve', () => client.runs.approve({ id: run.id, confirm: [...codes], waitMs: 0 }))
  }
  return (
    <>
      <Title run={run} text={wantedTitle(run, mine)} />
      <p className={styles.text}>
        {run.playbook === undefined && `${askedText(run)}. `}
        {run.approval?.reasons.join(' ')}
      </p>
      <About run={run} since={run.createdAt} />
      {run.playbook === undefined && (
        <details
          open={open}
          onToggle={(event) => {
            setOpen(event.currentTarget.open)
          }}
        >
          <summary className={styles.about}>What would change</summary>
          <div style={{ marginTop: 7 }}>{open && <RunDiff run={run} />}</div>
        </details>
      )}
      {against !== null && <p className={styles.text}>{against}</p>}
      <Problem text={problem} />
      <div className={styles.row} role="group" aria-label="Answers">
        {against === null && codes.includes('ON_AIR') && (
          <HoldButton
            className={styles.held}
            disabled={busy !== null}
            byKeys={false}
            title="Hold it for a second; let go before, nothing happens"
            onHeld={approve}
          >
            {busy === 'approve' ? 'Telling it…' : 'Hold to approve: it is on air'}
          </HoldButton>
        )}
        {against === null && !codes.includes('ON_AIR') && (
          <Button className={styles.first} disabled={busy !== null} onClick={approve}>
            {busy === 'approve' ? 'Telling it…' : codes.length > 0 ? 'Approve all the same' : 'Approve'}
          </Button>
        )}
        <Button
          disabled={!may || busy !== null}
          title={
            run.playbook === undefined ? 'Nothing is sent to any device' : 'Steps that have not begun are left out'
          }
          onClick={() => {
            send('cancel', () => client.runs.cancel({ id: run.id }))
          }}
        >
          {run.playbook !== undefined ? 'Stop it here' : mine ? 'Withdraw it' : 'Cancel it'}
        </Button>
      </div>
    </>
  )
}

function Body({ run, floating }: { readonly run: Run; readonly floating: boolean }) {
  const { question } = run
  const asked = run.state === 'paused' && question !== null
  const label = asked ? questionTitle(run, question) : `Approval of run #${String(run.number)}`
  return (
    <section
      className={classes(styles.card, floating && styles.floating)}
      role="alertdialog"
      aria-label={label}
      data-testid={`decision-${run.id}`}
    >
      {asked ? <Asked key={question.at} run={run} question={question} /> : <Wanted run={run} />}
    </section>
  )
}

function Inline({ run }: { readonly run: Run }) {
  useShownInline(run.id)
  return <Body run={run} floating={false} />
}

/** What a run waits for, in words, with the answers and what each does; nothing for a run that waits for nobody. */
export function DecisionCard({ run }: { readonly run: Run }) {
  const waits = (run.state === 'paused' && run.question !== null) || run.state === 'awaiting_approval'
  return waits ? <Inline run={run} /> : null
}

/** Every decision that waits, over all pages, the newest on top; those that the page itself asks are left to it. */
export function DecisionStack() {
  const waiting = useEvents((events) => events.waiting)
  const inline = useInlineRuns()
  const runs = [...waiting.values()].filter(({ id }) => !inline.has(id)).sort((a, b) => b.number - a.number)
  if (runs.length === 0) return null
  return (
    <div className={styles.stack} aria-live="assertive" data-decisions>
      {runs.map((run) => (
        <Body key={run.id} run={run} floating />
      ))}
    </div>
  )
}
