import type { Id } from '../../../contract'
import { Button } from '../../components/Button'
import { Problem } from '../../components/Problem'
import { Section } from '../../components/Section'
import { Segments } from '../../components/Segments'
import { hideImpact, showImpact, useImpact, type ImpactSubject } from '../../state/impact'
import styles from './Impact.module.css'
import { ImpactLists } from './ImpactLists'

/** What happens to others when it is lost or changed, asked for by a press; the graph lights up what feels it. */
export function ImpactSection({ kind, id }: { readonly kind: ImpactSubject['kind']; readonly id: Id }) {
  const shown = useImpact((all) => all)
  const mine = shown.of !== null && shown.of.kind === kind && shown.of.id === id
  return (
    <Section title="Impact">
      {!mine ? (
        <Button
          onClick={() => {
            showImpact({ kind, id, what: 'lose' })
          }}
        >
          What depends on this?
        </Button>
      ) : (
        <div className={styles.section}>
          <div className={styles.bar}>
            <Segments
              label="Lost or changed"
              value={shown.of?.what ?? 'lose'}
              options={[
                ['lose', 'If it is lost'],
                ['change', 'If it is changed'],
              ]}
              disabled={false}
              onChange={(what) => {
                showImpact({ kind, id, what })
              }}
            />
            <Button look="bare" onClick={hideImpact}>
              Hide
            </Button>
          </div>
          <Problem text={shown.problem} />
          {shown.impact === null && shown.problem === null && <p className="quiet">Asking the engine…</p>}
          {shown.impact !== null && (
            <>
              <p className={styles.summary} data-air={shown.impact.total.onAir > 0}>
                {shown.impact.summary}
              </p>
              <ImpactLists impact={shown.impact} />
            </>
          )}
        </div>
      )}
    </Section>
  )
}
