import type { Broker, BrokerInput, BrokerPatch, BrokerStatus, Id } from '../../contract'
import type { StoredBroker } from '../store/repositories'
import { brokerAddress } from './brokerAddress'
import { BrokerBookError } from './brokerBook'
import { checkTopics, checkUrl, fingerprintOf } from './brokerChecks'
import { type BrokerConnection, type BrokerUse, PLAIN_USE, plainConnection } from './brokerConnection'
import type { NamedBroker } from './createBrokerLinks'

/** A broker's settings. Its secrets are as somebody typed them, or sealed: what is done here needs to know neither. */
export type BrokerSettings = Omit<StoredBroker, 'id' | 'revision'>

/** What was asked for, with every secret either given or none. @throws BrokerBookError */
export function settingsOf(input: BrokerInput): BrokerSettings {
  const { key, password, tls, ...rest } = input
  return checked({ ...rest, password: password ?? null, tls: { ...tls, key: key ?? null } })
}

/** `before` with what a patch names. @throws BrokerBookError */
export function patched(before: BrokerSettings, patch: BrokerPatch): BrokerSettings {
  const { revision: _revision, key, password, tls, queue, ...rest } = patch
  const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const after = checked({
    ...before,
    ...named,
    queue: { ...before.queue, ...queue },
    password: password === undefined ? before.password : password,
    tls: { ...before.tls, ...tls, key: key === undefined ? before.tls.key : key },
  })
  const isElsewhere = brokerAddress(after.url) !== brokerAddress(before.url)
  if (isElsewhere && after.password !== null && password === undefined) {
    // Else whoever may change the address could have the password sent to a place of their own.
    throw new BrokerBookError(
      'invalid',
      'The password was given for another address. Give it again for this one, or take it away.',
    )
  }
  return after
}

function checked(settings: BrokerSettings): BrokerSettings {
  checkUrl(settings.url)
  checkTopics(settings.will, settings.qos)
  if (settings.password !== null && settings.username === null) {
    throw new BrokerBookError('invalid', 'A password needs its user name (MQTT 3.1.1).')
  }
  return { ...settings, url: settings.url.trim() }
}

/** `fault`: why a secret of it cannot be read. */
export function connectionOf(
  { id, ...settings }: BrokerSettings & { readonly id: Id },
  fault: string | null,
): BrokerConnection {
  const { url, username, password, tls, keepSession, clientId, will, qos, queue } = settings
  return {
    address: brokerAddress(url),
    username,
    password,
    tls,
    keepSession,
    // A session is found again by its client id.
    clientId: clientId ?? (keepSession ? `signalbox-${id.replaceAll('-', '').slice(0, 13)}` : null),
    will,
    qos,
    queue,
    fault,
  }
}

export function usageOf({ role, relay, topicPrefix }: BrokerUse): BrokerUse {
  return { role, relay, topicPrefix }
}

/** As people see it: without secrets. */
export function brokerView(stored: StoredBroker, state: BrokerStatus): Broker {
  const { password, tls, ...rest } = stored
  const { key, ...shown } = tls
  return { ...rest, tls: { ...shown, hasKey: key !== null }, hasPassword: password !== null, from: 'settings', state }
}

/** One that was given at the start. */
export function givenBroker({ name, url }: NamedBroker, state: BrokerStatus): Broker {
  const { address, username, password, tls, keepSession, clientId, will, qos, queue } = plainConnection(url)
  const { ca, cert, allowUntrusted } = tls
  return {
    id: `flag/${name}`,
    name,
    url: address,
    username,
    hasPassword: password !== null,
    tls: { ca, cert, allowUntrusted, hasKey: false },
    ...{ keepSession, clientId, will, qos: [...qos], queue },
    ...PLAIN_USE,
    enabled: true,
    from: 'flag',
    revision: 1,
    state,
  }
}

/** What the audit keeps of a broker: no secret, and certificates by their fingerprints. */
export function brokerNote(broker: StoredBroker): Readonly<Record<string, unknown>> {
  const { id: _id, password, tls, ...rest } = broker
  return {
    ...rest,
    hasPassword: password !== null,
    tls: {
      ca: fingerprintOf(tls.ca),
      cert: fingerprintOf(tls.cert),
      hasKey: tls.key !== null,
      allowUntrusted: tls.allowUntrusted,
    },
  }
}
