import type { Id, LightReceiver, LightSender } from '../../../../contract'
import { flyToThing } from '../../../app/finder/fly'
import { FormatDot } from '../../../components/Dot'
import { OnAirMark } from '../../../components/OnAirMark'
import { airOf } from '../../../state/onAir'
import { useDevice, usePicture } from '../../../state/picture'
import { receiversOf, sourceOf, titleOf } from '../../../state/routes'
import styles from './Inspector.module.css'

function OtherEnd({ port }: { readonly port: LightSender | LightReceiver }) {
  const receivers = usePicture((picture) => picture.receivers)
  const senders = usePicture((picture) => picture.senders)
  if (port.kind === 'sender') {
    const ends = receiversOf(receivers, port.id)
    const first = receivers.get(ends[0] ?? '')
    if (first === undefined) return <>{port.active ? '' : 'inactive'}</>
    return <>→ {ends.length === 1 ? titleOf(first) : `${String(ends.length)} destinations`}</>
  }
  const source = sourceOf(port)
  const sender = senders.get(source ?? '')
  return <>{sender === undefined ? (port.route.active ? '← unknown' : 'free') : `← ${titleOf(sender)}`}</>
}

function Where({ port }: { readonly port: LightSender | LightReceiver }) {
  const device = useDevice(port.parent)
  return <>{[device === undefined ? null : titleOf(device), port.room].filter((part) => part !== null).join(' · ')}</>
}

type Props = {
  readonly ids: readonly Id[]
  /** What stands beside the name: the port's other end, or where the port is. */
  readonly beside: 'other end' | 'where'
}

/** Ports by name; a click flies there. */
export function PortList({ ids, beside }: Props) {
  const senders = usePicture((picture) => picture.senders)
  const receivers = usePicture((picture) => picture.receivers)
  return (
    <ul className={styles.ports}>
      {ids.map((id) => {
        const port = senders.get(id) ?? receivers.get(id)
        if (port === undefined) return null
        const air = airOf(port.tally)
        return (
          <li key={id}>
            <button
              type="button"
              onClick={() => {
                flyToThing(port.kind, port.id)
              }}
            >
              <FormatDot format={port.format} />
              {air !== null && <OnAirMark air={air} />}
              <span className={port.status === 'offline' ? 'faint' : undefined}>{titleOf(port)}</span>
              <span>{beside === 'where' ? <Where port={port} /> : <OtherEnd port={port} />}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
