import type { ReactNode } from 'react'
import type { Change, CompensationEntry, Run } from '../../contract'
import { failureText } from '../state/outcomes'
import { classes } from './classes'
import { DeviceBars } from './DeviceBars'
import { MonoBlock } from './MonoBlock'
import { countWords, countsOf, devicesOf, lengthOf, spreadText, standingOf } from './runCounts'
import styles from './RunProgress.module.css'
import { lengthText } from './timeText'

/** More changes that went well than these are folded away. */
const FOLDED_FROM = 12

type ChangeLook = { readonly word: string; readonly tone: string }

function lookOf(change: Change): ChangeLook {
  const took = lengthOf(change)
  switch (standingOf(change)) {
    case 'verified':
      return { word: took === null ? 'verified' : `verified ${lengthText(took)}`, tone: 'good' }
    case 'failed':
      return { word: 'failed', tone: 'warn' }
    case 'reverted':
      return { word: 'put back', tone: 'quiet' }
    case 'left':
      return { word: 'left', tone: 'warn' }
    case 'already':
      return { word: 'already so', tone: 'faint' }
    case 'skipped':
      return { word: 'skipped', tone: 'warn' }
    case 'staged':
      return { word: 'staged', tone: 'quiet' }
    case 'busy':
      return { word: change.state === 'applied' ? 'reading back…' : 'sending…', tone: 'quiet' }
    case 'pending':
      return { word: 'to come', tone: 'faint' }
  }
}

/** One change, and what its device said of it. */
function ChangeItem({ change }: { readonly change: Change }) {
  const { word, tone } = lookOf(change)
  const standing = standingOf(change)
  const words = standing === 'failed' ? failureText(change) : null
  const reason = standing === 'skipped' || standing === 'left' ? (change.reason ?? null) : null
  // What was never to be sent has no summary of its own: only why.
  const { label } = change.target
  const title = change.driver === 'none' ? label : change.summary
  const said = change.error?.device ?? null
  return (
    <li className={styles.change}>
      <p>
        {title}
        <span className={tone}>{word}</span>
      </p>
      {change.node !== null && <small>{change.node.label}</small>}
      {words !== null && <p className={styles.words}>{words}</p>}
      {reason !== null && (
        <p className={styles.reason}>{reason.startsWith(`${label}: `) ? reason.slice(label.length + 2) : reason}</p>
      )}
      {said !== null && (
        <MonoBlock
          title="What the device answered"
          note={said.status === null ? '' : String(said.status)}
          text={JSON.stringify(said, null, 2)}
        />
      )}
    </li>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.part} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

const isPlain = (change: Change): boolean => {
  const standing = standingOf(change)
  return standing === 'verified' || standing === 'already' || standing === 'pending' || standing === 'reverted'
}

/** The changes: what did not go well first and open, the rest folded away where it is long. */
function Changes({ changes }: { readonly changes: readonly Change[] }) {
  const plain = changes.filter(isPlain)
  const other = changes.filter((change) => !isPlain(change))
  const list = (of: readonly Change[]): ReactNode => (
    <ol className={styles.changes}>
      {of.map((change) => (
        <ChangeItem key={change.id} change={change} />
      ))}
    </ol>
  )
  return (
    <Part title={changes.length === 1 ? '1 change' : `${String(changes.length)} changes`}>
      {plain.length <= FOLDED_FROM ? (
        list([...other, ...plain])
      ) : (
        <>
          {list(other)}
          <details className={styles.fold}>
            <summary>
              {other.length === 0 ? 'All' : 'The other'} {plain.length}
            </summary>
            {list(plain)}
          </details>
        </>
      )}
    </Part>
  )
}

const outcomes: Readonly<Record<CompensationEntry['outcome'], ChangeLook>> = {
  reverting: { word: 'putting back…', tone: 'quiet' },
  reverted: { word: 'put back', tone: 'good' },
  left: { word: 'left', tone: 'warn' },
  failed: { word: 'failed', tone: 'warn' },
}

/** What was put back and what was left, and why. */
function Compensation({ run }: { readonly run: Run }) {
  const { compensation } = run
  if (compensation === null) return null
  return (
    <Part title="Put back">
      <p className={styles.reason}>{compensation.why}</p>
      <ol className={styles.log} style={{ marginTop: 8 }}>
        {compensation.entries.map((entry) => (
          <li key={entry.change}>
            <p>
              {entry.text}
              <span className={outcomes[entry.outcome].tone}>{outcomes[entry.outcome].word}</span>
            </p>
            {entry.error !== undefined && entry.error.text !== entry.text && (
              <p className={styles.words}>{entry.error.text}</p>
            )}
          </li>
        ))}
        {compensation.entries.length === 0 && <li className="quiet">Nothing had to be put back.</li>}
      </ol>
    </Part>
  )
}

/** How the run stands, when its counts do not say it. */
const stateWord: Readonly<Partial<Record<Run['state'], string>>> = {
  paused: 'paused',
  awaiting_approval: 'waits for a second person',
  cancelled: 'cancelled',
  compensating: 'putting back…',
  compensated: 'compensated',
  planned: 'nothing sent yet',
}

/** How far a run is: bar and counts, each device, each change in its device's own words, what was put back and why. */
export function RunProgress({ run }: { readonly run: Run }) {
  const { verified, failed, reverted, left, staged, busy, already, skipped, all } = countsOf(run.changes)
  const took = lengthOf(run)
  const spread = spreadText(run)
  const [first, ...others] = countWords(run)
  const state = stateWord[run.state]
  return (
    <div className={styles.progress}>
      <div>
        <div
          className={styles.bar}
          role="progressbar"
          aria-label={`Run ${String(run.number)}`}
          aria-valuemin={0}
          aria-valuemax={all}
          aria-valuenow={verified + failed + reverted + left + already + skipped}
        >
          <i className={styles.good} style={{ flexGrow: verified }} />
          <i className={styles.bad} style={{ flexGrow: failed }} />
          <i className={styles.back} style={{ flexGrow: reverted + left }} />
          <i className={styles.staged} style={{ flexGrow: staged }} />
          <i className={styles.busy} style={{ flexGrow: busy }} />
          <i style={{ flexGrow: all - already - skipped - verified - failed - reverted - left - staged - busy }} />
        </div>
        <p className={styles.counts}>
          <span>
            <b>{first ?? 'Nothing to do'}</b>
            {others.map((word) => (
              <span key={word} className={word.endsWith('failed') ? 'warn' : undefined}>
                {' '}
                · {word}
              </span>
            ))}
            {state !== undefined && <span className={run.state === 'paused' ? 'warn' : 'quiet'}> · {state}</span>}
          </span>
          {took !== null && <span className={classes('mono', styles.took)}>{lengthText(took)}</span>}
        </p>
        {spread !== null && <p className={styles.spread}>{spread}</p>}
      </div>
      {devicesOf(run).length > 0 && run.startedAt !== null && (
        <Part title="Devices">
          <DeviceBars run={run} />
        </Part>
      )}
      <Compensation run={run} />
      {run.changes.length > 0 && <Changes changes={run.changes} />}
    </div>
  )
}
