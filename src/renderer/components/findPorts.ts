import type { LightDevice, LightReceiver, LightSender } from '../../contract'
import { byTitle, titleOf } from '../state/routes'

type Port = LightSender | LightReceiver

/** Ports that are offered at once. */
const LIMIT = 40

/**
 * The ports that a few typed words mean, best first: each word is in the alias, the label, the device, the room or the
 * id. A name that begins with the text comes before one that has it further on.
 */
export function findPorts<P extends Port>(
  ports: ReadonlyMap<string, P>,
  devices: ReadonlyMap<string, LightDevice>,
  text: string,
): readonly P[] {
  const words = text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const whole = words.join(' ')
  const found: { readonly port: P; readonly title: string; readonly rank: number }[] = []
  for (const port of ports.values()) {
    const title = titleOf(port)
    const device = port.parent === null ? undefined : devices.get(port.parent)
    const name = title.toLowerCase()
    const hay = [name, port.label, device?.label, device?.alias, port.room, port.site, port.id].join(' ').toLowerCase()
    if (!words.every((word) => hay.includes(word))) continue
    const rank = name.startsWith(whole) ? 0 : name.includes(whole) ? 1 : 2
    found.push({ port, title, rank: rank + (port.status === 'offline' ? 3 : 0) })
  }
  return found
    .sort((a, b) => a.rank - b.rank || byTitle.compare(a.title, b.title))
    .slice(0, LIMIT)
    .map(({ port }) => port)
}
