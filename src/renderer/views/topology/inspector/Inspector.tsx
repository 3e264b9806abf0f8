import { Kbd } from '../../../components/Kbd'
import { useDevice, useNode, usePicture, useReceiver, useSender } from '../../../state/picture'
import { select, useView, type Selection } from '../../../state/view'
import { PlaceImpact } from '../../impact/PlaceImpact'
import { DevicePanel } from './DevicePanel'
import styles from './Inspector.module.css'
import { NodePanel } from './NodePanel'
import { PortPanel } from './PortPanel'

function Selected({ selection }: { readonly selection: Selection }) {
  const { id } = selection
  const port = { sender: useSender(id), receiver: useReceiver(id) }
  const device = useDevice(id)
  const node = useNode(id)
  const record = port.sender ?? port.receiver
  if (record !== undefined) return <PortPanel key={id} port={record} />
  if (device !== undefined) return <DevicePanel key={id} device={device} />
  if (node !== undefined) return <NodePanel key={id} node={node} />
  return <p className="quiet">This {selection.kind} is no longer in the plant.</p>
}

function Nothing() {
  const routable = usePicture((picture) => picture.senders.size > 0 && picture.receivers.size > 0)
  return (
    <div className={styles.nothing}>
      <h2>Nothing selected</h2>
      {routable && (
        <p>
          To route a signal, drag from a source (right side of a device) onto a destination (left side). What can take
          it lifts, what cannot fades and says why. Nothing is sent before you take it.
        </p>
      )}
      <ul>
        <li>
          <Kbd>/</Kbd> find by name, address or format
        </li>
        <li>
          <Kbd>F12</Kbd> take what the sheet shows
        </li>
        <li>
          <Kbd>Esc</Kbd> goes back
        </li>
        <li>
          <Kbd>Ctrl Z</Kbd> prepare to take back what you took last
        </li>
        <li>
          <Kbd>Ctrl</Kbd> or <Kbd>Shift</Kbd> and click, or a band with <Kbd>Shift</Kbd>: choose several
        </li>
      </ul>
      <p>Click a port or a device to see it whole here.</p>
    </div>
  )
}

/** The selected thing whole. */
export function Inspector() {
  const selection = useView((view) => view.selected)
  return (
    <aside className={styles.panel} aria-label="Selected">
      {selection === null ? (
        <>
          <PlaceImpact />
          <Nothing />
        </>
      ) : (
        <>
          <button
            type="button"
            className={styles.close}
            aria-label="Close the panel"
            onClick={() => {
              select(null)
            }}
          >
            ×
          </button>
          <Selected selection={selection} />
        </>
      )}
    </aside>
  )
}
