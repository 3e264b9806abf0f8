import { useMemo } from 'react'
import type { LightNode } from '../../../../contract'
import { flyToThing } from '../../../app/finder/fly'
import { Facts, Section } from '../../../components/Section'
import { usePicture } from '../../../state/picture'
import { byTitle, titleOf } from '../../../state/routes'
import { ImpactSection } from '../../impact/ImpactSection'
import { Actions } from './Actions'
import styles from './Inspector.module.css'
import { useInspection } from './inspection'
import { PanelHistory } from './PanelHistory'
import { Raw } from './Raw'
import { Title } from './Title'

/** A node and its devices. */
export function NodePanel({ node }: { readonly node: LightNode }) {
  const all = usePicture((picture) => picture.devices)
  const devices = useMemo(
    () =>
      [...all.values()]
        .filter((device) => device.parent === node.id)
        .sort((a, b) => byTitle.compare(titleOf(a), titleOf(b))),
    [all, node.id],
  )
  const { value: inspection, problem } = useInspection('node', node.id, node)
  const sub = ['node', node.site, node.status].filter((word) => word !== null)
  return (
    <>
      <Title record={node} sub={sub.join(' · ')} />
      <Actions record={node}>{null}</Actions>
      <Section title="Now">
        <Facts
          rows={[['Seen by', inspection?.witnesses.map((witness) => witness.label).join(', ') ?? problem ?? 'asking…']]}
        />
      </Section>
      <Section title={devices.length === 1 ? '1 device' : `${String(devices.length)} devices`}>
        <ul className={styles.ports}>
          {devices.map((device) => (
            <li key={device.id}>
              <button
                type="button"
                onClick={() => {
                  flyToThing('device', device.id)
                }}
              >
                <span>{titleOf(device)}</span>
                <span>{device.room}</span>
              </button>
            </li>
          ))}
        </ul>
      </Section>
      <ImpactSection kind="node" id={node.id} />
      {inspection !== null && <Raw inspection={inspection} />}
      <PanelHistory id={node.id} revision={node.alias ?? ''} />
      <p className={`mono ${styles.id ?? ''}`}>{node.id}</p>
    </>
  )
}
