import type { Decision, Disturbance, Warning } from '../../../../contract'
import { PolicyMatches } from '../../../components/PolicyMatches'
import { distinctPolicies } from '../../../components/policyText'
import { onAirTouched } from '../../../state/sheet'
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

/** What is allowed, and wants to be read all the same. */
const TOLD: ReadonlySet<string> = new Set(['POLICY_WARNING', 'POLICY_APPROVAL', 'OVERRIDDEN'])

/** Policies of more than so many kinds are a number. */
const POLICIES = 4

/** How the policies came to it: open where they hold it up, folded where they let it through. */
function Policies({ decisions }: { readonly decisions: readonly Decision[] }) {
  const policies = distinctPolicies(decisions)
  const [first] = policies
  if (first === undefined) return null
  const held = policies.some(({ verdict }) => verdict !== 'allowed')
  const rules = new Set(policies.flatMap(({ matches }) => matches.map(({ ruleId }) => ruleId))).size
  return (
    <details className={styles.policies} open={held} data-testid="policies">
      <summary>
        {rules === 0
          ? 'Policy: no rule matches'
          : `Policy: ${String(rules)} ${rules === 1 ? 'rule matches' : 'rules match, in this order'}`}
      </summary>
      {policies.slice(0, POLICIES).map((policy, i) => (
        <PolicyMatches key={i} decision={policy} />
      ))}
      {policies.length > POLICIES && <p className="faint">and {policies.length - POLICIES} more decisions</p>}
    </details>
  )
}

/** What the guard decided and what the operator should know, the gravest first. */
export function Decisions({ decisions, warnings, disturbs, notes, approval }: Props) {
  const of = (effect: Decision['effect']): readonly Decision[] => decisions.filter((d) => d.effect === effect)
  const changed = of('confirm').filter(({ code }) => code === 'CHANGED_MEANWHILE')
  const touched = onAirTouched(decisions)
  const asked = of('confirm').filter((decision) => !changed.includes(decision) && !touched.includes(decision))
  const told = of('allow').filter(({ code }) => TOLD.has(code))
  const first = [...of('deny'), ...asked, ...told]
  const allowed = eachOnce(
    of('allow').filter(
      ({ text, code, policy }) => text !== '' && !TOLD.has(code) && (code !== 'ALLOWED' || policy !== undefined),
    ),
  )
  const said = new Set([...first, ...changed, ...touched].map((decision) => decision.text))
  const others = warnings.filter((warning) => !said.has(warning.text))
  const clean =
    first.length + touched.length + changed.length + others.length + disturbs.length + notes.length + allowed.length ===
    0
  const plain = clean ? of('allow').slice(0, 1) : []
  return (
    <>
      <Changed decisions={changed} />
      <ul className={styles.decisions}>
        {first.map((decision, i) => (
          <li key={`d${String(i)}`} className={styles.warning}>
            <i aria-label={told.includes(decision) ? 'Warning' : names[decision.effect]}>
              {signs[told.includes(decision) ? 'confirm' : decision.effect]}
            </i>
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
      <Policies decisions={decisions} />
    </>
  )
}

/** Those that say the same once. */
function eachOnce(decisions: readonly Decision[]): readonly Decision[] {
  const said = new Set<string>()
  return decisions.filter(({ text }) => {
    if (said.has(text)) return false
    said.add(text)
    return true
  })
}
