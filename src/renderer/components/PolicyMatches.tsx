import type { PolicyDecision } from '../../contract'
import { hashOf } from '../app/place'
import { policyWhat } from '../app/policyPlace'
import { useRegistryNames } from '../state/registryNames'
import { defaultWords, effectTone, effectWords, windowWords } from './policyText'
import styles from './PolicyMatches.module.css'

/** Everything that the policies looked at, in the order in which it counts: rules, the default, windows. */
export function PolicyMatches({ decision }: { readonly decision: PolicyDecision }) {
  const byDefault = defaultWords(decision, useRegistryNames())
  const windows = windowWords(decision)
  return (
    <ol className={styles.matches}>
      {decision.matches.map((match, i) => (
        <li key={match.ruleId}>
          <span className={styles.order}>{match.priority}</span>
          <span>
            <a href={hashOf('policies', policyWhat({ kind: 'rule', id: match.ruleId }))}>{match.label}</a>{' '}
            <b className={i === 0 ? effectTone(match.effect) : 'quiet'}>{effectWords[match.effect]}</b>
            {i === 0 && decision.matches.length > 1 && <span className="faint"> · decides</span>}
            <small>{match.reason}</small>
          </span>
        </li>
      ))}
      {byDefault !== null && (
        <li>
          <span className={styles.order}>–</span>
          <span>{byDefault}</span>
        </li>
      )}
      {windows !== null && (
        <li>
          <span className={styles.order}>–</span>
          <span>{windows}</span>
        </li>
      )}
    </ol>
  )
}
