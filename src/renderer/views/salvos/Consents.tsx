import type { Run } from '../../../contract'
import styles from './Plan.module.css'

type Props = {
  readonly plan: Run | null
  readonly confirmed: ReadonlySet<string>
  readonly onConfirm: (confirmed: ReadonlySet<string>) => void
}

/** What wants a yes before it is taken, a tick for each kind. Without it those entries are skipped. */
export function Consents({ plan, confirmed, onConfirm }: Props) {
  const byCode = new Map<string, string[]>()
  for (const { effect, code, text } of plan?.decisions ?? []) {
    // What is on air is left out of a recall rather than asked about; here it can be asked for.
    if (effect !== 'confirm' && code !== 'ON_AIR') continue
    byCode.set(code, [...(byCode.get(code) ?? []), text.replace(/^(Confirmed|Left out): /, '')])
  }
  return [...byCode].map(([code, texts]) => (
    <label key={code} className={styles.ask}>
      <input
        type="checkbox"
        checked={confirmed.has(code)}
        onChange={(event) => {
          const next = new Set(confirmed)
          if (event.currentTarget.checked) next.add(code)
          else next.delete(code)
          onConfirm(next)
        }}
      />
      <span>
        <b>
          {texts.length === 1 ? 'Take it all the same' : `Take these ${String(texts.length)} all the same`}
          {code === 'ON_AIR' && ', on air'}:
        </b>{' '}
        {texts.slice(0, 3).join(' ')}
        {texts.length > 3 && ` And ${String(texts.length - 3)} more.`}
      </span>
    </label>
  ))
}
