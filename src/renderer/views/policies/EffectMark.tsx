import { IconAlertTriangle, IconBan, IconCheck, IconUsers, type Icon } from '@tabler/icons-react'
import type { Effect } from '../../../contract'
import { effectWords } from './ruleWords'
import styles from './Rule.module.css'

const signs: Readonly<Record<Effect, Icon>> = {
  allow: IconCheck,
  deny: IconBan,
  warn: IconAlertTriangle,
  'require-approval': IconUsers,
}

/** What a match means: a sign and its word, grey; red is for what is on air. */
export function EffectMark({ effect }: { readonly effect: Effect }) {
  const Sign = signs[effect]
  return (
    <span className={styles.effect} data-effect={effect}>
      <Sign size={13} stroke={1.8} aria-hidden="true" />
      {effectWords[effect].word}
    </span>
  )
}
