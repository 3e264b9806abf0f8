import { ImpactKind } from '../../../contract'
import { flyToThing } from '../../app/finder/fly'
import { goTo } from '../../app/place'
import { Button } from '../../components/Button'
import { ColumnThing } from '../../components/ColumnThing'
import { Problem } from '../../components/Problem'
import { Segments } from '../../components/Segments'
import { showImpact, useImpact, type ImpactSubject } from '../../state/impact'
import { select } from '../../state/view'
import form from '../playbooks/ParamForm.module.css'
import { ThingPicker } from '../playbooks/ThingPicker'
import { useThings } from '../playbooks/useThings'
import styles from './Impact.module.css'
import { ImpactLists } from './ImpactLists'
import { useState } from 'react'

/** Shows on the graph what feels it. */
function light({ kind, id }: ImpactSubject): void {
  goTo('topology', null)
  if (kind === 'site' || kind === 'room') select(null)
  else flyToThing(kind, id)
}

/** What happens if this is lost or changed? For a sender, a receiver, a device, a node, a room or a site. */
export function ImpactPage() {
  const shown = useImpact((all) => all)
  const [kind, setKind] = useState<ImpactSubject['kind']>(() => shown.of?.kind ?? 'node')
  const things = useThings({ type: kind, format: null, module: null })
  const of = shown.of?.kind === kind ? shown.of : null
  const impact = of === null ? null : shown.impact
  return (
    <ColumnThing
      title="What depends on what"
      about="What happens if something is lost, or changed: the destinations that feel it, also through devices that pass it on, and every salvo, playbook, schedule, trigger and policy that speaks of it."
      tools={
        of !== null &&
        impact !== null && (
          <Button
            onClick={() => {
              light(of)
            }}
          >
            Show on the graph
          </Button>
        )
      }
    >
      <Segments
        label="Kind"
        value={kind}
        options={ImpactKind.options.map((each) => [each, each])}
        disabled={false}
        onChange={setKind}
      />
      <div className={styles.ask}>
        <div className={form.field}>
          <label htmlFor="impact-of">Which {kind}</label>
          <ThingPicker
            key={kind}
            id="impact-of"
            label={`Which ${kind}`}
            things={things}
            value={of?.id ?? ''}
            placeholder="Type a few letters…"
            disabled={false}
            onPick={(id) => {
              if (id !== '') showImpact({ kind, id, what: of?.what ?? 'lose' })
            }}
          />
        </div>
        <Segments
          label="Lost or changed"
          value={of?.what ?? 'lose'}
          options={[
            ['lose', 'If it is lost'],
            ['change', 'If it is changed'],
          ]}
          disabled={of === null}
          onChange={(what) => {
            if (of !== null) showImpact({ ...of, what })
          }}
        />
      </div>
      <Problem text={of === null ? null : shown.problem} />
      {of !== null && impact === null && shown.problem === null && <p className="quiet">Asking the engine…</p>}
      {impact !== null && (
        <>
          <p className={styles.summary} data-air={impact.total.onAir > 0}>
            {impact.summary}
          </p>
          {impact.total.routes + impact.total.dependents === 0 && (
            <p className="good">Nothing and nobody depends on it.</p>
          )}
          <ImpactLists impact={impact} />
        </>
      )}
    </ColumnThing>
  )
}
