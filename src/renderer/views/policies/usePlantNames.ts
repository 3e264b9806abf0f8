import { useMemo } from 'react'
import { usePicture } from '../../state/picture'
import { byTitle, titleOf } from '../../state/routes'

/** What may be named in a selector, in reading order. */
export type PlantNames = {
  readonly senders: readonly string[]
  readonly receivers: readonly string[]
  readonly devices: readonly string[]
  readonly nodes: readonly string[]
  readonly groups: readonly string[]
  readonly sites: readonly string[]
  readonly rooms: readonly string[]
}

const sorted = (names: Iterable<string | null | undefined>): readonly string[] =>
  [...new Set(names)]
    .flatMap((name) => (name == null || name === '' ? [] : [name]))
    .sort((a, b) => byTitle.compare(a, b))

/** The names that the plant has now. */
export function usePlantNames(): PlantNames {
  const senders = usePicture((picture) => picture.senders)
  const receivers = usePicture((picture) => picture.receivers)
  const devices = usePicture((picture) => picture.devices)
  const nodes = usePicture((picture) => picture.nodes)
  return useMemo(() => {
    const ports = [...senders.values(), ...receivers.values()]
    return {
      senders: sorted([...senders.values()].map(titleOf)),
      receivers: sorted([...receivers.values()].map(titleOf)),
      devices: sorted([...devices.values()].map(titleOf)),
      nodes: sorted([...nodes.values()].map(titleOf)),
      groups: sorted(ports.map(({ group }) => group?.split(':')[0])),
      sites: sorted(ports.map(({ site }) => site)),
      rooms: sorted(ports.map(({ room }) => room)),
    }
  }, [senders, receivers, devices, nodes])
}
