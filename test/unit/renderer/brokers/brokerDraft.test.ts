import { describe, expect, it } from 'vitest'
import { BrokerInput, type Broker } from '../../../../src/contract'
import {
  brokerDraft,
  brokerFaults,
  brokerInput,
  withoutCredentials,
  withoutSecrets,
} from '../../../../src/renderer/views/brokers/brokerDraft'
import { backlogText, entryText } from '../../../../src/renderer/views/brokers/brokerWords'

const kept: Broker = {
  id: 'b1',
  name: 'house',
  url: 'mqtts://10.0.0.30',
  username: 'ann',
  hasPassword: true,
  tls: { ca: 'CA', cert: 'CERT', hasKey: true, allowUntrusted: false },
  keepSession: true,
  clientId: 'me',
  will: { topic: 'gone', payload: 'x', qos: 2, retain: true },
  qos: [{ filter: '/lab/#', qos: 1 }],
  queue: { limit: 10, bytes: 2_500_000, policy: 'refuse' },
  role: 'engineer',
  relay: false,
  topicPrefix: '/house',
  enabled: true,
  from: 'settings',
  revision: 3,
  state: { state: 'live', since: '', problem: null, warning: null, queued: 0, dropped: 0 },
}

describe('a broker as it is typed', () => {
  it('what is kept is sent as it is, and secrets that were not touched are not sent', () => {
    const draft = brokerDraft(kept)
    expect(brokerFaults(draft)).toEqual({})
    const { id, hasPassword, from, revision, state, enabled, tls, ...rest } = kept
    const { hasKey, ...shown } = tls
    expect([id, hasPassword, from, revision, state.state, enabled, hasKey]).toHaveLength(7)
    expect(brokerInput(draft)).toEqual({ ...rest, tls: shown })
  })

  it('a secret is replaced by what is typed, and taken away by nothing', () => {
    const typed = brokerInput({
      ...brokerDraft(kept),
      password: { is: 'typed', text: 'new' },
      clientKey: { is: 'typed', text: '' },
    })
    expect([typed.password, typed.key]).toEqual(['new', null])
  })

  it('a new one with a name and an address is understood by the engine', () => {
    const draft = { ...brokerDraft(null), name: 'house', url: 'mqtt://10.0.0.1' }
    expect(brokerFaults(draft)).toEqual({})
    expect(BrokerInput.parse(brokerInput(draft))).toMatchObject({ password: null, enabled: true, topicPrefix: '/lab' })
  })

  it('credentials that were pasted with the address go to their fields', () => {
    const draft = withoutCredentials({ ...brokerDraft(null), url: 'mqtts://ann:p%40ss@10.0.0.1:8883' })
    expect([draft.url, draft.username, draft.password]).toEqual([
      'mqtts://10.0.0.1:8883',
      'ann',
      { is: 'typed', text: 'p@ss' },
    ])
    const plain = { ...brokerDraft(null), url: 'ws://10.0.0.1/a@b' }
    expect(withoutCredentials(plain)).toBe(plain)
  })

  it('is kept without its secrets when it is left', () => {
    const typed = (text: string) => ({ is: 'typed', text }) as const
    const opened = brokerDraft(kept)
    const written = { ...opened, url: 'mqtts://ann:p%40ss@10.0.0.1', password: typed('p@ss'), clientKey: typed('KEY') }
    const left = withoutSecrets({ ...written, name: 'studio' }, opened)
    expect(left).toMatchObject({ name: 'studio', url: 'mqtts://10.0.0.1', password: { is: 'kept' } })
    expect(JSON.stringify(left)).not.toMatch(/p@ss|p%40ss|KEY/)
    const fresh = brokerDraft(null)
    expect(withoutSecrets({ ...fresh, password: typed('p@ss') }, fresh)).toEqual(fresh)
  })

  it.each([
    ['name', { name: 'The House' }],
    ['url', { url: '' }],
    ['url', { url: 'http://10.0.0.1' }],
    ['username', { username: '' }],
    ['cert', { cert: '' }],
    ['limit', { limit: '1.5' }],
    ['megabytes', { megabytes: '' }],
    ['qos', { qos: [{ key: 0, filter: ' ', qos: 1 }] }],
    ['topicPrefix', { topicPrefix: '/lab/' }],
  ] as const)('wrong: %s', (field, part) => {
    expect(Object.keys(brokerFaults({ ...brokerDraft(kept), ...part }))).toEqual([field])
  })
})

it('says who lets us in and what waits in a few words', () => {
  expect(entryText(kept)).toBe('ann + certificate')
  expect(entryText({ username: null, tls: { ...kept.tls, hasKey: false } })).toBe('anybody')
  expect(backlogText({ queued: 3, dropped: 2 })).toBe('3 wait, 2 lost')
  expect(backlogText({ queued: 0, dropped: 0 })).toBeNull()
})
