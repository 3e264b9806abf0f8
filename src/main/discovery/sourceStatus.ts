import type { RegistryStatus } from '../../contract'
import { type Clock, timestamp } from '../telemetry/clock'

type Said = Pick<RegistryStatus, 'state' | 'version' | 'href' | 'problem'>

/** How a source is doing. */
export type SourceStatus = {
  readonly set: (change: Partial<Said>) => void
  readonly now: () => Omit<RegistryStatus, 'resources'>
}

/** `onChange` is called when something else is to be said than before. */
export function createSourceStatus(clock: Clock, state: RegistryStatus['state'], onChange: () => void): SourceStatus {
  let said: Said = { state, version: null, href: null, problem: null }
  let since = clock.now()
  return {
    set(change) {
      const next = { ...said, ...change }
      const keys = ['state', 'version', 'href', 'problem'] as const
      if (keys.every((key) => next[key] === said[key])) return
      if (next.state !== said.state) since = clock.now()
      said = next
      onChange()
    },
    now: () => ({ ...said, since: timestamp(since) }),
  }
}
