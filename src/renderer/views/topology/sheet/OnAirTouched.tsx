import type { Decision } from '../../../../contract'
import { onAirTouched } from '../../../state/sheet'
import styles from './TakeSheet.module.css'

/** Consequences that are told one by one; the others are a number. */
const TOLD = 4

/** What will happen on air, in words, right above the button that is held for it. */
export function OnAirTouched({ decisions }: { readonly decisions: readonly Decision[] }) {
  const touched = onAirTouched(decisions)
  if (touched.length === 0) return null
  const texts = [...new Set(touched.map(({ text }) => text))]
  return (
    <div className={styles.onAir} role="alert" data-testid="on-air-touched">
      <b>{touched.length === 1 ? 'This is on air' : `${String(touched.length)} of these are on air`}</b>
      {texts.slice(0, TOLD).map((text) => (
        <p key={text}>{text}</p>
      ))}
      {texts.length > TOLD && <p>And {texts.length - TOLD} more.</p>}
    </div>
  )
}
