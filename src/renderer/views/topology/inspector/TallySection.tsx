import type { Tally } from '../../../../contract'
import { classes } from '../../../components/classes'
import { useNow } from '../../../components/now'
import { OnAirMark } from '../../../components/OnAirMark'
import { runningText } from '../../../components/tallyText'
import { agoText, whenText } from '../../../components/timeText'
import { airOf, feedsOnly } from '../../../state/onAir'
import styles from './Inspector.module.css'

const words: Readonly<Record<Tally['state'], string>> = { 'on-air': 'On air', preset: 'Preset', recording: 'Recording' }

/** What a tally says of the port: since when, and by what. */
export function TallySection({ tally }: { readonly tally: Tally }) {
  const now = useNow()
  const { since, stale, by, state } = tally
  const air = airOf(tally)
  const why = feedsOnly(tally) ? `It ${by}.` : `Said by ${by}.`
  return (
    <section
      className={classes(styles.tally, air === 'live' && styles.live, air === 'stale' && styles.stale)}
      aria-label="Tally"
    >
      <p>
        {air !== null && <OnAirMark air={air} />}
        {stale ? `Tally stale ${agoText(since, now)}` : words[state]}
        {!stale && <time className="mono">{runningText(since, now)}</time>}
      </p>
      <p>
        {stale
          ? `Held as on air: nobody can say that it is not. Last heard ${whenText(since, now)} UTC. ${why}`
          : `Since ${whenText(since, now)} UTC. ${why}`}
      </p>
    </section>
  )
}
