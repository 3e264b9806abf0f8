import type { Node, NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { classes } from '../../components/classes'
import { select, useView } from '../../state/view'
import { useLevel } from './canvas/level'
import type { GraphDevice } from './graphModel'
import { PortRow } from './PortRow'
import styles from './DeviceNode.module.css'

/** Title and note together fit in any case up to so many letters; only longer ones wrap and are clipped, as in PortRow. */
const FITS = 22

export type DeviceFlowNode = Node<{ readonly device: GraphDevice }, 'device'>

/** A device: its name and its ports; far out a plain box with its name. */
export const DeviceNode = memo(function DeviceNode({ data: { device } }: NodeProps<DeviceFlowNode>) {
  const level = useLevel()
  const selected = useView((view) => view.selected?.id === device.id)
  const offline = device.status === 'offline'
  const note = offline ? 'offline' : nodeNote(device)
  const far = level !== 'ports'
  return (
    <section
      data-box="device"
      data-testid={`device-${device.id}`}
      aria-label={ariaLabel(device)}
      data-air={device.air ?? undefined}
      className={classes(
        styles.device,
        far && styles.far,
        offline && styles.offline,
        selected && styles.selected,
        far && device.air !== null && styles.onAir,
        far && device.air === 'stale' && styles.stale,
      )}
      onClick={
        far
          ? () => {
              select({ kind: 'device', id: device.id })
            }
          : undefined
      }
    >
      {far ? (
        <span className={styles.farName} title={device.title}>
          {device.title}
        </span>
      ) : (
        <>
          <header
            className={classes(styles.head, device.title.length + note.length > FITS && styles.tight)}
            title={tooltip(device)}
            onClick={() => {
              select({ kind: 'device', id: device.id })
            }}
          >
            <h4 className={styles.title}>{device.title}</h4>
            <small className={styles.note}>{note}</small>
          </header>
          {device.receivers.map((port) => (
            <PortRow key={port.record.id} port={port} controllable={device.controllable} />
          ))}
          {device.senders.map((port) => (
            <PortRow key={port.record.id} port={port} controllable={device.controllable} />
          ))}
        </>
      )}
    </section>
  )
})

/** The node's name where the device's does not begin with it. */
function nodeNote({ title, node }: GraphDevice): string {
  const isSaid = title.startsWith(node) && !/^[\p{L}\p{N}]/u.test(title.slice(node.length))
  return isSaid ? '' : node
}

const ariaLabel = (device: GraphDevice): string =>
  [
    `device ${device.title}`,
    `${String(device.receivers.length)} receivers`,
    `${String(device.senders.length)} senders`,
    ...(device.status === 'offline' ? ['offline'] : []),
    ...(device.air === null ? [] : [device.air === 'stale' ? 'on air, tally stale' : 'on air']),
  ].join(', ')

function tooltip(device: GraphDevice): string {
  const lines = [device.title]
  if (device.label !== device.title) lines.push(`Device: ${device.label}`)
  if (device.node !== '') lines.push(`Node: ${device.node}`)
  if (!device.controllable) lines.push('Offers no Connection API: its ports can be seen, not taken.')
  if (device.status === 'offline') lines.push('Offline: no registry or node has it now.')
  return lines.join('\n')
}
