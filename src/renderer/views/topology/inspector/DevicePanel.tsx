import type { LightDevice } from '../../../../contract'
import { hashOf } from '../../../app/place'
import { flyToThing } from '../../../app/finder/fly'
import { Facts, Section } from '../../../components/Section'
import { useNode, usePicture } from '../../../state/picture'
import { portsOf, titleOf } from '../../../state/routes'
import { ImpactSection } from '../../impact/ImpactSection'
import { Actions } from './Actions'
import styles from './Inspector.module.css'
import { useInspection } from './inspection'
import { PanelHistory } from './PanelHistory'
import { PortList } from './PortList'
import { Raw } from './Raw'
import { Title } from './Title'

/** A device and its ports. */
export function DevicePanel({ device }: { readonly device: LightDevice }) {
  const node = useNode(device.parent)
  const senders = portsOf(
    usePicture((picture) => picture.senders),
    device.id,
  )
  const receivers = portsOf(
    usePicture((picture) => picture.receivers),
    device.id,
  )
  const { value: inspection, problem } = useInspection('device', device.id, device)
  const sub = ['device', device.site, device.status === 'offline' ? 'offline' : null].filter((word) => word !== null)
  return (
    <>
      <Title record={device} sub={sub.join(' · ')} />
      <Actions record={device}>{null}</Actions>
      <Section title="Now">
        <Facts
          rows={[
            [
              'Node',
              node === undefined ? (
                'unknown'
              ) : (
                <button
                  key="node"
                  type="button"
                  className={styles.link}
                  onClick={() => {
                    flyToThing('node', node.id)
                  }}
                >
                  {titleOf(node)}
                </button>
              ),
            ],
            [
              'Control',
              device.id.startsWith('mqtt:') ? (
                <a key="control" className={styles.link} href={hashOf('devices', device.id)}>
                  MQTT: commands and reservation
                </a>
              ) : device.controllable ? (
                'Connection API (IS-05)'
              ) : (
                'none: it can be seen, not taken'
              ),
            ],
            ['Seen by', inspection?.witnesses.map((witness) => witness.label).join(', ') ?? problem ?? 'asking…'],
          ]}
        />
      </Section>
      {receivers.length > 0 && (
        <Section title={`${String(receivers.length)} receivers`}>
          <PortList ids={receivers.map((port) => port.id)} beside="other end" />
        </Section>
      )}
      {senders.length > 0 && (
        <Section title={`${String(senders.length)} senders`}>
          <PortList ids={senders.map((port) => port.id)} beside="other end" />
        </Section>
      )}
      <ImpactSection kind="device" id={device.id} />
      {inspection !== null && <Raw inspection={inspection} />}
      <PanelHistory id={device.id} revision={device.alias ?? ''} />
      <p className={`mono ${styles.id ?? ''}`}>{device.id}</p>
    </>
  )
}
