import { useCallback } from 'react'
import type { Format, LightReceiver, LightSender } from '../../contract'
import { usePicture } from '../state/picture'
import { titleOf } from '../state/routes'
import { FormatDot } from './Dot'
import { findPorts } from './findPorts'
import { Picker } from './Picker'

type Props<P> = {
  readonly label: string
  readonly placeholder: string
  /** The chosen one's name; empty while none is. */
  readonly value: string
  /** Offers this format first; null: as they come. */
  readonly format: Format | null
  readonly onPick: (port: P) => void
  /** Null: it stays. Else it was opened to choose one, and this is said when it loses the focus. */
  readonly onLeave: (() => void) | null
}

function PortPicker<P extends LightSender | LightReceiver>({
  ports,
  format,
  ...field
}: Props<P> & { readonly ports: ReadonlyMap<string, P> }) {
  const devices = usePicture((picture) => picture.devices)
  const find = useCallback(
    (text: string) => {
      const found = findPorts(ports, devices, text)
      return format === null
        ? found
        : [...found.filter((port) => port.format === format), ...found.filter((port) => port.format !== format)]
    },
    [ports, devices, format],
  )
  return (
    <Picker
      {...field}
      id={null}
      disabled={false}
      find={find}
      offerOf={(port) => ({
        key: port.id,
        title: titleOf(port),
        about: [port.parent === null ? null : devices.get(port.parent)?.label, port.room],
        offline: port.status === 'offline',
        mark: <FormatDot format={port.format} />,
      })}
      none="The plant has none."
      onClear={null}
    />
  )
}

/** Finds a sender by a few letters. */
export function SenderPicker(props: Props<LightSender>) {
  return <PortPicker {...props} ports={usePicture((picture) => picture.senders)} />
}

/** Finds a receiver by a few letters. */
export function ReceiverPicker(props: Props<LightReceiver>) {
  return <PortPicker {...props} ports={usePicture((picture) => picture.receivers)} />
}
