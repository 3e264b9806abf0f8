import type { LightDevice, LightReceiver, LightSender } from '../../contract'
import { titleOf } from '../state/routes'
import { bestFirst } from './typedWords'

/** The ports that a few typed words mean, best first: each word is in the alias, the label, the device, the room or the id. */
export const findPorts = <P extends LightSender | LightReceiver>(
  ports: ReadonlyMap<string, P>,
  devices: ReadonlyMap<string, LightDevice>,
  text: string,
): readonly P[] =>
  bestFirst(ports.values(), text, (port) => {
    const device = port.parent === null ? undefined : devices.get(port.parent)
    return {
      title: titleOf(port),
      also: [port.label, device?.label, device?.alias, port.room, port.site, port.id],
      offline: port.status === 'offline',
    }
  })
