import type { Broker, BrokerInput, Qos, RegistryStatus } from '../../../contract'

/** The light of a broker: amber where it should be connected and is not. */
export const dotOf: Readonly<Record<Broker['state']['state'], RegistryStatus['state']>> = {
  off: 'off',
  connecting: 'connecting',
  live: 'live',
  lost: 'stale',
}

export const stateWords: Readonly<Record<Broker['state']['state'], string>> = {
  off: 'off',
  connecting: 'connecting',
  live: 'connected',
  lost: 'not connected',
}

export const policyWords: Readonly<Record<BrokerInput['queue']['policy'], string>> = {
  'drop-oldest': 'the oldest message goes',
  'drop-newest': 'the newest message goes',
  refuse: 'whoever publishes is refused',
}

export const qosWords: Readonly<Record<Qos, string>> = {
  0: '0 · at most once',
  1: '1 · at least once',
  2: '2 · exactly once',
}

/** What waits and what was lost, in a few words; null: nothing. */
export function backlogText({ queued, dropped }: Pick<Broker['state'], 'queued' | 'dropped'>): string | null {
  const parts = [...(queued > 0 ? [`${String(queued)} wait`] : []), ...(dropped > 0 ? [`${String(dropped)} lost`] : [])]
  return parts.length === 0 ? null : parts.join(', ')
}

/** How the house is let in, in a few words. */
export function entryText({ username, tls }: Pick<Broker, 'username' | 'tls'>): string {
  const parts = [...(username === null ? [] : [username]), ...(tls.hasKey ? ['certificate'] : [])]
  return parts.length === 0 ? 'anybody' : parts.join(' + ')
}
