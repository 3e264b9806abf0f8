import type { BrokerQueue, BrokerWill, Qos, Role } from '../../contract'
import { brokerAddress, credentialsOf } from './brokerAddress'

/** A QoS in place of the one that is asked for, on the topics of a filter. */
export type QosRule = { readonly filter: string; readonly qos: Qos }

/** How a broker is reached, with its secrets: it stays inside the engine. */
export type BrokerConnection = {
  /** Without credentials, as `brokerAddress` writes it. */
  readonly address: string
  readonly username: string | null
  readonly password: string | null
  /** PEM texts; used where the address is one of TLS. */
  readonly tls: {
    readonly ca: string | null
    readonly cert: string | null
    readonly key: string | null
    readonly allowUntrusted: boolean
  }
  readonly keepSession: boolean
  /** Null: the link's own. */
  readonly clientId: string | null
  readonly will: BrokerWill | null
  readonly qos: readonly QosRule[]
  readonly queue: BrokerQueue
  /** Why no connection is to be tried, as a sentence: a secret that cannot be read. */
  readonly fault: string | null
}

/** What the house uses a broker for. The link carries it for those who ask and means nothing by it. */
export type BrokerUse = {
  /** Of those who command over it. */
  readonly role: Role
  /** The device relay listens on it. */
  readonly relay: boolean
  /** Before every topic of devices, no slash at its end. */
  readonly topicPrefix: string
}

export const PLAIN_USE: BrokerUse = { role: 'operator', relay: true, topicPrefix: '/lab' }

/** The connection that an address alone stands for; credentials in it are used. */
export function plainConnection(url: string): BrokerConnection {
  return {
    address: brokerAddress(url),
    ...credentialsOf(url),
    tls: { ca: null, cert: null, key: null, allowUntrusted: false },
    keepSession: false,
    clientId: null,
    will: null,
    qos: [],
    queue: { limit: 1000, bytes: 10_000_000, policy: 'drop-oldest' },
    fault: null,
  }
}
