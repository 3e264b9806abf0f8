import type { LightDevice, LightNode, LightReceiver, LightSender, Selector } from '../../../contract'

/** What a window knows of the things around a port. */
export type Surroundings = {
  readonly devices: ReadonlyMap<string, LightDevice>
  readonly nodes: ReadonlyMap<string, LightNode>
}

/** Whether a text fits a glob: `*` is anything, `?` one character, case does not count. Goes back to the last `*` alone. */
export function fitsGlob(glob: string, text: string): boolean {
  const [pattern, name] = [glob.toLowerCase(), text.toLowerCase()]
  let [at, inPattern, star, resume] = [0, 0, -1, 0]
  while (at < name.length) {
    const wanted = pattern[inPattern]
    if (wanted === '*') {
      star = inPattern
      resume = at
      inPattern += 1
    } else if (wanted === '?' || wanted === name[at]) {
      at += 1
      inPattern += 1
    } else if (star >= 0) {
      resume += 1
      at = resume
      inPattern = star + 1
    } else return false
  }
  while (pattern[inPattern] === '*') inPattern += 1
  return inPattern === pattern.length
}

function fitsOne(globs: readonly string[] | undefined, texts: readonly (string | null | undefined)[]): boolean {
  if (globs === undefined) return true
  return texts.some((text) => text != null && globs.some((glob) => fitsGlob(glob, text)))
}

const isAmong = (values: readonly string[] | undefined, value: string | null): boolean =>
  values === undefined || (value !== null && values.includes(value))

type Port = LightSender | LightReceiver

/**
 * How many of the ports a selector means, as far as a window can say: tags and registries are not known here, and the
 * answer is null then.
 */
export function fitting(selector: Selector, ports: Iterable<Port>, { devices, nodes }: Surroundings): number | null {
  const { id, label, tag, group, site, room, device, node, format, registry } = selector
  if (tag !== undefined || registry !== undefined) return null
  let count = 0
  for (const port of ports) {
    const of = devices.get(port.parent ?? '')
    const on = nodes.get(of?.parent ?? '')
    if (
      isAmong(id, port.id) &&
      isAmong(format, port.format) &&
      isAmong(site, port.site) &&
      isAmong(room, port.room) &&
      fitsOne(label, [port.label, port.alias]) &&
      fitsOne(group, [port.group?.split(':')[0]]) &&
      fitsOne(device, [of?.label, of?.alias, of?.id]) &&
      fitsOne(node, [on?.label, on?.alias, on?.id])
    )
      count += 1
  }
  return count
}
