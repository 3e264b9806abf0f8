import { useState } from 'react'
import type { Trigger, TriggerHold } from '../../../contract'
import { client } from '../../app/client'
import { goTo, hashOf } from '../../app/place'
import { AskOnce } from '../../components/AskOnce'
import { Button } from '../../components/Button'
import { ColumnThing } from '../../components/ColumnThing'
import { countdownText, localMoment } from '../../components/momentText'
import { useNow } from '../../components/now'
import { Problem } from '../../components/Problem'
import { Facts } from '../../components/Section'
import { Segments } from '../../components/Segments'
import { agoText, secondsText, whenText } from '../../components/timeText'
import { problemOf } from '../../state/problem'
import { useRegistryNames } from '../../state/registryNames'
import { isAtLeast, useActor } from '../../state/session'
import { knowTrigger, triggers } from '../../state/triggers'
import { triggerWhat } from './triggerPlace'
import styles from './Triggers.module.css'
import { actionText, eventText, modeWords } from './triggerWords'
import { useHouseNames } from './useHouseNames'

const holdWords: Readonly<Record<TriggerHold['state'], string>> = {
  waiting: 'waits for its turn',
  running: 'is being done',
  done: 'is done and held',
  'putting-back': 'is being put back',
  stuck: 'could not be put back',
}

function Holds({ trigger, send }: { readonly trigger: Trigger; readonly send: (asked: Promise<Trigger>) => void }) {
  const may = isAtLeast(useActor(), 'operator')
  const now = useNow()
  if (trigger.holds.length === 0) return null
  return (
    <section className={styles.part}>
      <h2>Holds now</h2>
      <ul className={styles.holds}>
        {trigger.holds.map(({ key, state, since, until, runId, problem }) => (
          <li key={key} data-stuck={state === 'stuck'}>
            <p>
              <b>{key}</b> {holdWords[state]} <span className="faint">for {agoText(since, now)}</span>
              {until !== null && <span className="quiet"> · put back {countdownText(Date.parse(until) - now)}</span>}
              {runId !== null && (
                <>
                  {' '}
                  <a className={styles.link} href={hashOf('history', runId)}>
                    its run
                  </a>
                </>
              )}
            </p>
            {problem !== null && <p className="warn">{problem}</p>}
            {may && (state === 'done' || state === 'stuck' || state === 'running') && (
              <div className={styles.buttons}>
                <Button
                  onClick={() => {
                    send(client.triggers.putBack({ id: trigger.id, key, keep: false }))
                  }}
                >
                  Put back now
                </Button>
                <Button
                  look="bare"
                  title="What was done stays for good"
                  onClick={() => {
                    send(client.triggers.putBack({ id: trigger.id, key, keep: true }))
                  }}
                >
                  Let it stay
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** When, if, then, until: a trigger as sentences. */
function Sentences({ trigger }: { readonly trigger: Trigger }) {
  const registries = useRegistryNames()
  const house = useHouseNames()
  const { event, condition, action, until, key } = trigger
  const back = [
    until?.event == null ? null : `when ${eventText(until.event, registries)}`,
    until?.timeoutS == null ? null : `after ${secondsText(until.timeoutS)} at the latest`,
  ].filter((part) => part !== null)
  return (
    <dl className={styles.sentences}>
      <div>
        <dt>{event.kind === 'time' ? 'At' : 'When'}</dt>
        <dd>{eventText(event, registries)}</dd>
      </div>
      {condition !== null && (
        <div>
          <dt>If</dt>
          <dd>
            <code>{condition}</code>
          </dd>
        </div>
      )}
      {key !== null && (
        <div>
          <dt>About</dt>
          <dd>
            <code>{key}</code>
          </dd>
        </div>
      )}
      <div>
        <dt>Then</dt>
        <dd>
          {action.kind === 'playbook' ? (
            <a href={hashOf('playbooks', action.name)}>{actionText(action, house)}</a>
          ) : (
            actionText(action, house)
          )}
          {action.kind === 'playbook' && Object.keys(action.params).length > 0 && (
            <code>
              {Object.entries(action.params)
                .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
                .join('\n')}
            </code>
          )}
        </dd>
      </div>
      {until !== null && (
        <div>
          <dt>Until</dt>
          <dd>
            it is put back {back.join(', or ')}
            {until.condition !== null && <code>if {until.condition}</code>}
          </dd>
        </div>
      )}
    </dl>
  )
}

/** One trigger: what it does in sentences, its mode, what it holds, how often it fired. */
export function TriggerPanel({ trigger }: { readonly trigger: Trigger }) {
  const { id, label, description, mode, counts, owner, armedBy, role, builtIn, problem: fault } = trigger
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const actor = useActor()
  const may = isAtLeast(actor, 'engineer')
  const switches = isAtLeast(actor, 'operator')
  const now = useNow()
  const run = (asked: Promise<unknown>): void => {
    setBusy(true)
    setProblem(null)
    asked
      .catch((thrown: unknown) => {
        setProblem(problemOf(thrown))
      })
      .finally(() => {
        setBusy(false)
      })
  }
  const send = (asked: Promise<Trigger>): void => {
    run(asked.then(knowTrigger))
  }
  const last = trigger.lastFiredAt
  return (
    <ColumnThing
      title={label}
      about={description}
      tools={
        <>
          {may && (
            <Button
              onClick={() => {
                goTo('triggers', triggerWhat({ kind: 'edit', id }))
              }}
            >
              Edit
            </Button>
          )}
          {may && (
            <AskOnce
              label="Delete…"
              yes={builtIn ? 'Bring it back as it came, off' : `Delete the trigger “${label}” for good`}
              no="Keep it"
              disabled={busy}
              onYes={() => {
                run(
                  client.triggers.remove({ id }).then(() => {
                    triggers.refresh()
                    goTo('triggers', null)
                  }),
                )
              }}
            />
          )}
        </>
      }
    >
      <Problem text={problem ?? fault} />
      <div className={styles.modeRow}>
        <Segments
          label="Mode"
          value={mode}
          options={(['off', 'watch', 'armed'] as const).map((each) => [each, modeWords[each].name])}
          disabled={!switches || busy}
          onChange={(next) => {
            send(client.triggers.mode({ id, mode: next }))
          }}
        />
        <p className="quiet">
          {modeWords[mode].about}
          {armedBy !== null && role !== null && ` Armed by ${armedBy.name}; it acts with the role ${role}.`}
          {!switches && ' Switching it needs the role operator.'}
        </p>
      </div>
      <Sentences trigger={trigger} />
      <Holds trigger={trigger} send={send} />
      <section className={styles.part}>
        <h2>Since Signalbox began</h2>
        <ul className={styles.counts}>
          <li>
            <b>{counts.fired}</b> fired
          </li>
          <li>
            <b>{counts.wouldHaveFired}</b> would have fired
          </li>
          <li>
            <b>{counts.suppressed}</b> held back
          </li>
          <li>
            <b>{counts.passed}</b> its condition said no to
          </li>
        </ul>
      </section>
      <Facts
        rows={[
          ['Last fired', last === null ? 'never' : `${whenText(last, now)} UTC`],
          ...(trigger.nextAt === null
            ? []
            : [['Next', `${localMoment(Date.parse(trigger.nextAt), now)} local`] as const]),
          ['Waits first', `${String(trigger.debounceMs / 1000)} s`],
          ['At most', `${String(trigger.maxPerMinute)} in a minute${trigger.inTurn ? ', one after another' : ''}`],
          ['Seen well first', trigger.requiresHealth ? 'yes: it does not fire before' : 'not asked for'],
          ['Made by', builtIn ? 'ships with Signalbox' : `${owner.name}, ${owner.role}`],
        ]}
      />
    </ColumnThing>
  )
}
