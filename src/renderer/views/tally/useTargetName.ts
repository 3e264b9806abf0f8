import { useCallback } from 'react'
import { usePicture } from '../../state/picture'
import { titleOf } from '../../state/routes'
import type { Target } from './mappingDraft'

/** What people call a target of a mapping. */
export function useTargetName(): (target: Target) => string {
  const senders = usePicture((picture) => picture.senders)
  const receivers = usePicture((picture) => picture.receivers)
  return useCallback(
    (target) => {
      if (target.kind === 'group') return target.group
      const port = target.kind === 'sender' ? senders.get(target.id) : receivers.get(target.id)
      return port === undefined ? `gone (${target.id.slice(0, 8)})` : titleOf(port)
    },
    [senders, receivers],
  )
}
