import { useState } from 'react'
import type { Run } from '../../../contract'
import { client } from '../../app/client'
import { hashOf } from '../../app/place'
import { Button } from '../../components/Button'
import { DecisionCard } from '../../components/DecisionCard'
import { HoldButton } from '../../components/HoldButton'
import page from '../../components/Page.module.css'
import { Problem } from '../../components/Problem'
import { RunDiff } from '../../components/RunDiff'
import { RunProgress } from '../../components/RunProgress'
import { useEvents } from '../../state/events'
import { problemOf, refusalOf } from '../../state/problem'
import { isAtLeast, useActor } from '../../state/session'
import { Consents } from '../salvos/Consents'
import styles from './PlannedRun.module.css'

type Props = {
  readonly plan: Run
  /** Lets the plan go. */
  readonly onClose: () => void
}

/** A plan that somebody may take: what would change, what wants a yes, and, once it is taken, how it goes. */
export function PlannedRun({ plan, onClose }: Props) {
  const heard = useEvents((events) => events.runs.find(({ id }) => id === plan.id) ?? events.waiting.get(plan.id))
  const [confirmed, setConfirmed] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  const [taken, setTaken] = useState<Run | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const may = isAtLeast(useActor(), 'operator')
  const run = heard ?? taken ?? plan
  const isPlan = run.state === 'planned'
  const work = plan.changes.some(({ state }) => state === 'pending')
  const denied = plan.decisions.filter(({ effect, code }) => effect === 'deny' && code !== 'ON_AIR')
  const take = (): void => {
    setBusy(true)
    setProblem(null)
    client.runs
      .approve({ id: plan.id, confirm: [...confirmed], waitMs: 0 })
      .then(({ body }) => {
        setTaken(body)
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
    <section className={styles.plan} aria-label="Plan">
      {isPlan ? (
        <>
          <RunDiff run={plan} />
          <Consents plan={plan} confirmed={confirmed} onConfirm={setConfirmed} />
          {denied.slice(0, 4).map(({ text }) => (
            <Problem key={text} text={text} />
          ))}
          {!work && <p className="quiet">There is nothing left to send.</p>}
        </>
      ) : (
        <>
          <p>
            <a className={styles.link} href={hashOf('history', run.id)}>
              Run #{run.number}
            </a>
          </p>
          <DecisionCard run={run} />
          <RunProgress run={run} />
        </>
      )}
      <Problem text={problem} />
      <div className={page.buttons}>
        {isPlan &&
          may &&
          (confirmed.has('ON_AIR') ? (
            <HoldButton
              className={styles.hold}
              disabled={busy || !work}
              byKeys={false}
              title="Hold it for a second; let go before, nothing happens"
              onHeld={take}
            >
              {busy ? 'Sending…' : 'HOLD TO TAKE IT: IT IS ON AIR'}
            </HoldButton>
          ) : (
            <Button look="take" disabled={busy || !work} onClick={take}>
              {busy ? 'Sending…' : 'TAKE IT'}
            </Button>
          ))}
        <Button look="bare" onClick={onClose}>
          {isPlan ? 'Back' : 'Close'}
        </Button>
      </div>
    </section>
  )
}
