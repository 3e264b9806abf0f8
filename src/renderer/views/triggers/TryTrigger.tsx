import { useState } from 'react'
import { TRIGGER_FACTS, type TriggerInput, type TriggerTrial } from '../../../contract'
import { client } from '../../app/client'
import { Button } from '../../components/Button'
import { ColumnBody, ColumnHead } from '../../components/Columns'
import { Problem } from '../../components/Problem'
import { problemOf } from '../../state/problem'
import styles from './Triggers.module.css'

/** The facts of an event, as they might be. */
const sampleOf = (kind: keyof typeof TRIGGER_FACTS): string =>
  JSON.stringify(Object.fromEntries(TRIGGER_FACTS[kind].map(({ name, sample }) => [name, sample])), null, 2)

function factsOf(text: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
    return 'The facts are an object: { "label": "CAM 1", … }.'
  } catch (error) {
    return `The facts are not JSON: ${error instanceof Error ? error.message : 'they cannot be read'}.`
  }
}

function Answer({ trial }: { readonly trial: TriggerTrial }) {
  const { fires, key, condition, action, problems } = trial
  return (
    <div className={styles.trial} role="status">
      <p className={fires ? 'good' : 'warn'}>
        <b>{fires ? 'It would fire' : 'It would not fire'}</b>
        {key !== null && <span className="quiet"> for {key}</span>}
      </p>
      {condition !== null && <p className="quiet">Its condition gave {JSON.stringify(condition)}.</p>}
      {problems.map((problem) => (
        <Problem key={problem} text={problem} />
      ))}
      {action !== null && <pre className={styles.json}>{JSON.stringify(action, null, 2)}</pre>}
    </div>
  )
}

type Props = {
  /** What is tried; a sentence where it cannot be yet. */
  readonly trigger: TriggerInput | string
  /** Of its event. */
  readonly kind: TriggerInput['event']['kind']
}

/** Tries a trigger on facts that somebody makes up; nothing is done. What expressions can use is listed below. */
export function TryTrigger({ trigger, kind }: Props) {
  const [text, setText] = useState(() => sampleOf(kind))
  const [state, setState] = useState<{ readonly trial: TriggerTrial | null; readonly problem: string | null }>({
    trial: null,
    problem: null,
  })
  const test = (): void => {
    const facts = factsOf(text)
    const problem = typeof trigger === 'string' ? trigger : typeof facts === 'string' ? facts : null
    if (typeof trigger === 'string' || typeof facts === 'string') {
      setState({ trial: null, problem })
      return
    }
    client.triggers.test({ trigger, facts }).then(
      (trial) => {
        setState({ trial, problem: null })
      },
      (thrown: unknown) => {
        setState({ trial: null, problem: problemOf(thrown) })
      },
    )
  }
  return (
    <>
      <ColumnHead level={2} title="Try it" note="nothing is done" actions={<Button onClick={test}>Try</Button>} />
      <ColumnBody padded>
        <label className={styles.facts}>
          <span>An event with these facts</span>
          <textarea
            aria-label="Facts"
            className="mono"
            rows={Math.min(16, text.split('\n').length + 1)}
            value={text}
            spellCheck={false}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value)
            }}
          />
        </label>
        <Problem text={state.problem} />
        {state.trial !== null && <Answer trial={state.trial} />}
        <h3>What expressions can use</h3>
        <dl className={styles.names}>
          {TRIGGER_FACTS[kind].map(({ name, title }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{title}</dd>
            </div>
          ))}
          <div>
            <dt>at, event</dt>
            <dd>When it was, and its kind</dd>
          </div>
          <div>
            <dt>$sender(…) …</dt>
            <dd>The plant as it is: $sender, $receiver, $device, $node, $routes() and more, as in playbooks</dd>
          </div>
        </dl>
      </ColumnBody>
    </>
  )
}
