import { useMemo } from 'react'
import { usePicture, type Picture } from '../../state/picture'

/** The parts of the picture that names and routes come from; the same while none of them changes. */
export function usePictureParts(): Pick<Picture, 'senders' | 'receivers' | 'devices' | 'nodes'> {
  const senders = usePicture((picture) => picture.senders)
  const receivers = usePicture((picture) => picture.receivers)
  const devices = usePicture((picture) => picture.devices)
  const nodes = usePicture((picture) => picture.nodes)
  return useMemo(() => ({ senders, receivers, devices, nodes }), [senders, receivers, devices, nodes])
}
