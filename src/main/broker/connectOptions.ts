import type { IClientOptions } from 'mqtt'
import { isSecure } from './brokerAddress'
import type { BrokerConnection } from './brokerConnection'

/** Times in ms, `keepAliveS` in s. */
export type BrokerTiming = {
  readonly connectMs: number
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  readonly keepAliveS: number
}

/** A broker that falls silent is noticed within 15 s (MQTT 3.1.1 §3.1.2.10: one and a half times the interval). */
export const BROKER_TIMING: BrokerTiming = {
  connectMs: 10_000,
  firstPauseMs: 1_000,
  longestPauseMs: 15_000,
  keepAliveS: 10,
}

/** One attempt (MQTT 3.1.1), which does not repeat itself. `clientId`: where the connection names none. */
export function connectOptions(
  { username, password, tls, keepSession, clientId, will, address }: BrokerConnection,
  fallback: { readonly clientId: string; readonly timing: BrokerTiming },
): IClientOptions {
  const { timing } = fallback
  return {
    protocolVersion: 4,
    clientId: clientId ?? fallback.clientId,
    clean: !keepSession,
    reconnectPeriod: 0,
    resubscribe: false,
    connectTimeout: timing.connectMs,
    keepalive: timing.keepAliveS,
    ...(username === null ? {} : { username }),
    // MQTT 3.1.1 §3.1.2.9: no password without a user name.
    ...(username === null || password === null ? {} : { password }),
    ...(isSecure(address) ? secured(tls) : {}),
    ...(will === null
      ? {}
      : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: will.qos, retain: will.retain } }),
  }
}

function secured({ ca, cert, key, allowUntrusted }: BrokerConnection['tls']): IClientOptions {
  return {
    rejectUnauthorized: !allowUntrusted,
    ...(ca === null ? {} : { ca }),
    ...(cert === null || key === null ? {} : { cert, key }),
  }
}

/** What is not safe about a connection although it works, as a sentence; null: nothing. */
export function connectionWarning({ address, tls, password }: BrokerConnection): string | null {
  if (isSecure(address)) {
    if (!tls.allowUntrusted) return null
    return 'The broker’s certificate is not checked: anybody on the way can be the broker. Give its authority’s certificate instead.'
  }
  const { hostname } = new URL(address)
  const isHere = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  if (password === null || isHere) return null
  return 'The password crosses the network readable for everybody on it. Use mqtts or wss.'
}
