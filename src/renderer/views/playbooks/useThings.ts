import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { Format, Id, LightDevice, LightReceiver, LightSender, PlaybookParam } from '../../../contract'
import { askDevices } from '../../state/devices'
import { usePicture } from '../../state/picture'
import { byTitle, titleOf } from '../../state/routes'
import type { Thing } from './findThings'

const parts = (...words: readonly (string | null | undefined)[]): string =>
  words.filter((word) => word != null && word !== '').join(' · ')

function ports(
  all: ReadonlyMap<Id, LightSender | LightReceiver>,
  devices: ReadonlyMap<Id, LightDevice>,
  format: Format | null,
): readonly Thing[] {
  return [...all.values()]
    .filter((port) => format === null || port.format === format)
    .map((port) => {
      const device = port.parent === null ? undefined : devices.get(port.parent)
      return {
        value: port.id,
        title: titleOf(port),
        where: parts(device === undefined ? null : titleOf(device), port.room, port.site),
        also: port.label,
        format: port.format,
        offline: port.status === 'offline',
      }
    })
}

const named = (names: Iterable<string>): readonly Thing[] =>
  [...new Set(names)]
    .sort((a, b) => byTitle.compare(a, b))
    .map((name) => ({ value: name, title: name, where: '', also: '', format: null, offline: false }))

/** Most devices that are looked through for those of a module. */
const DEVICES = 2000

/** The ids of the devices on MQTT with a module; null: of any device, or they are being asked for. */
function useOfModule(module: string | null): ReadonlySet<Id> | null {
  const asked = useMemo(() => askDevices({ module: module ?? undefined }, DEVICES), [module])
  const [none] = useState(() => askDevices({}, 0))
  const used = module === null ? none : asked
  useEffect(() => (module === null ? undefined : asked.follow()), [asked, module])
  const { value } = useStore(used.store)
  return useMemo(
    () => (module === null || value === null ? null : new Set(value.items.map(({ id }) => id))),
    [module, value],
  )
}

/** What a parameter of the plant can be: senders, receivers, devices, nodes, sites or rooms, as they are now. */
export function useThings({
  type,
  format,
  module,
}: Pick<PlaybookParam, 'type' | 'format' | 'module'>): readonly Thing[] {
  const senders = usePicture((picture) => picture.senders)
  const receivers = usePicture((picture) => picture.receivers)
  const devices = usePicture((picture) => picture.devices)
  const nodes = usePicture((picture) => picture.nodes)
  const ofModule = useOfModule(type === 'device' ? module : null)
  return useMemo((): readonly Thing[] => {
    const places = [senders, receivers, devices, nodes] as const
    switch (type) {
      case 'sender':
        return ports(senders, devices, format)
      case 'receiver':
        return ports(receivers, devices, format)
      case 'device':
        return [...devices.values()]
          .filter(({ id }) => ofModule === null || ofModule.has(id))
          .map((device) => ({
            value: device.id,
            title: titleOf(device),
            where: parts(device.room, device.site),
            also: device.label,
            format: null,
            offline: device.status === 'offline',
          }))
      case 'node':
        return [...nodes.values()].map((node) => ({
          value: node.id,
          title: titleOf(node),
          where: parts(node.room, node.site),
          also: node.label,
          format: null,
          offline: node.status === 'offline',
        }))
      case 'site':
        return named(places.flatMap((all) => [...all.values()].flatMap(({ site }) => site ?? [])))
      case 'room':
        return named(places.flatMap((all) => [...all.values()].flatMap(({ room }) => room ?? [])))
      case 'number':
      case 'text':
      case 'enum':
      case 'time':
      case 'boolean':
        return []
    }
  }, [type, format, senders, receivers, devices, nodes, ofModule])
}
