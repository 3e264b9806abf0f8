import { Button } from '../../components/Button'
import { Problem } from '../../components/Problem'
import { hideImpact, useImpact } from '../../state/impact'
import styles from './Impact.module.css'
import { ImpactLists } from './ImpactLists'

/** What depends on a site or a room, beside the graph that it lights up; nothing while no place is asked about. */
export function PlaceImpact() {
  const { of, impact, problem } = useImpact((all) => all)
  if (of === null || (of.kind !== 'site' && of.kind !== 'room')) return null
  return (
    <div className={styles.section}>
      <div className={styles.bar}>
        <h2>
          Impact of {of.kind} {of.id}
        </h2>
        <Button look="bare" onClick={hideImpact}>
          Hide
        </Button>
      </div>
      <Problem text={problem} />
      {impact !== null && (
        <>
          <p className={styles.summary} data-air={impact.total.onAir > 0}>
            {impact.summary}
          </p>
          <ImpactLists impact={impact} />
        </>
      )}
    </div>
  )
}
