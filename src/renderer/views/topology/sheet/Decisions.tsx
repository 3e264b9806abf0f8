import type { Decision, Warning } from '../../../../contract'
import styles from './TakeSheet.module.css'

type Props = { readonly decisions: readonly Decision[]; readonly warnings: readonly Warning[] }

const signs = { allow: '✓', confirm: '▲', deny: '✕' } as const
const names = { allow: 'Allowed', confirm: 'Needs your yes', deny: 'Refused' } as const

/** What the guard decided and what the operator should know, the gravest first. */
export function Decisions({ decisions, warnings }: Props) {
  const of = (effect: Decision['effect']): readonly Decision[] => decisions.filter((d) => d.effect === effect)
  const lines = [...of('deny'), ...of('confirm'), ...of('allow')]
  const first = lines.filter((decision) => decision.effect !== 'allow')
  const allowed = lines.filter((decision) => decision.effect === 'allow' && decision.text !== '')
  const said = new Set(first.map((decision) => decision.text))
  return (
    <ul className={styles.decisions}>
      {first.map((decision, i) => (
        <li key={`d${String(i)}`} className={styles.warning}>
          <i aria-label={names[decision.effect]}>{signs[decision.effect]}</i> {decision.text}
        </li>
      ))}
      {warnings
        .filter((warning) => !said.has(warning.text))
        .map((warning, i) => (
          <li key={`w${String(i)}`} className={styles.warning}>
            <i aria-label="Warning">▲</i> {warning.text}
          </li>
        ))}
      {allowed.slice(0, 3).map((decision, i) => (
        <li key={`a${String(i)}`} className={styles.allowed}>
          <i aria-label={names.allow}>{signs.allow}</i> {decision.text}
        </li>
      ))}
    </ul>
  )
}
