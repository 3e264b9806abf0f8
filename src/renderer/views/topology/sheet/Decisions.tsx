import type { Decision, Disturbance, Warning } from '../../../../contract'
import styles from './TakeSheet.module.css'

type Props = {
  readonly decisions: readonly Decision[]
  readonly warnings: readonly Warning[]
  readonly disturbs: readonly Disturbance[]
  /** What could not become a route, in sentences. */
  readonly notes: readonly string[]
  /** That a second person will be asked, null when not. */
  readonly approval: string | null
}

const signs = { allow: '✓', confirm: '▲', deny: '✕' } as const
const names = { allow: 'Allowed', confirm: 'Needs your yes', deny: 'Refused' } as const

/** Others that feel it are named up to so many. */
const NAMED = 5

/** What has changed since the operator looked: a question, not only a warning. */
function Changed({ decisions }: { readonly decisions: readonly Decision[] }) {
  if (decisions.length === 0) return null
  return (
    <div className={styles.question} role="alert" data-testid="changed-meanwhile">
      <b>{decisions.length === 1 ? 'It has changed since you looked' : 'They have changed since you looked'}</b>
      {decisions.map((decision, i) => (
        <p key={i}>{decision.text}</p>
      ))}
      <p>Take all the same?</p>
    </div>
  )
}

function Felt({ disturbs }: { readonly disturbs: readonly Disturbance[] }) {
  if (disturbs.length === 0) return null
  const labels = disturbs.map(({ label }) => label)
  const more = labels.length - NAMED
  return (
    <li className={styles.warning} title={disturbs.map(({ text }) => text).join('\n')}>
      <i aria-hidden="true">▲</i>
      <span>
        Also felt by: <b>{labels.slice(0, NAMED).join(', ')}</b>
        {more > 0 && ` and ${String(more)} more`}
        {disturbs.slice(0, 2).map(({ target, text }) => (
          <small key={target}>{text}</small>
        ))}
      </span>
    </li>
  )
}

/** What the guard decided and what the operator should know, the gravest first. */
export function Decisions({ decisions, warnings, disturbs, notes, approval }: Props) {
  const of = (effect: Decision['effect']): readonly Decision[] => decisions.filter((d) => d.effect === effect)
  const changed = of('confirm').filter(({ code }) => code === 'CHANGED_MEANWHILE')
  const first = [...of('deny'), ...of('confirm').filter((decision) => !changed.includes(decision))]
  const allowed = of('allow').filter(({ text, code }) => text !== '' && code !== 'ALLOWED')
  const said = new Set([...first, ...changed].map((decision) => decision.text))
  const others = warnings.filter((warning) => !said.has(warning.text))
  const clean = first.length + changed.length + others.length + disturbs.length + notes.length + allowed.length === 0
  const plain = clean ? of('allow').slice(0, 1) : []
  return (
    <>
      <Changed decisions={changed} />
      <ul className={styles.decisions}>
        {first.map((decision, i) => (
          <li key={`d${String(i)}`} className={styles.warning}>
            <i aria-label={names[decision.effect]}>{signs[decision.effect]}</i>
            <span>{decision.text}</span>
          </li>
        ))}
        {notes.map((note) => (
          <li key={note} className={styles.warning}>
            <i aria-label="Left out">–</i> <span>{note}</span>
          </li>
        ))}
        {others.map((warning, i) => (
          <li key={`w${String(i)}`} className={styles.warning}>
            <i aria-label="Warning">▲</i> <span>{warning.text}</span>
          </li>
        ))}
        <Felt disturbs={disturbs} />
        {approval !== null && (
          <li className={styles.warning}>
            <i aria-label="Approval">▲</i> <span>{approval}</span>
          </li>
        )}
        {[...allowed.slice(0, 3), ...plain].map((decision, i) => (
          <li key={`a${String(i)}`} className={styles.allowed}>
            <i aria-label={names.allow}>{signs.allow}</i> <span>{decision.text}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
