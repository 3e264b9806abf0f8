import { X509Certificate, createPrivateKey } from 'node:crypto'
import type { BrokerWill } from '../../contract'
import { credentialsOf, isBrokerUrl } from './brokerAddress'
import { BrokerBookError } from './brokerBook'
import type { QosRule } from './brokerConnection'
import { isTopic, isTopicFilter } from './topicFilter'

const bad = (sentence: string): BrokerBookError => new BrokerBookError('invalid', sentence)

/** @throws BrokerBookError for what is no broker's address, or has credentials in it, which it does not repeat */
export function checkUrl(url: string): void {
  if (!isBrokerUrl(url)) {
    throw bad('The address is none of a broker. Write it as mqtt://host:port; mqtts, ws and wss are understood too.')
  }
  const { username, password } = credentialsOf(url)
  if (username !== null || password !== null) {
    throw bad('Leave user name and password out of the address; they have fields of their own.')
  }
}

/** @throws BrokerBookError for topics that are none */
export function checkTopics(will: BrokerWill | null, qos: readonly QosRule[]): void {
  if (will !== null && !isTopic(will.topic)) throw bad(`The topic of the will, “${will.topic.slice(0, 80)}”, is none.`)
  const wrong = qos.find(({ filter }) => !isTopicFilter(filter))
  if (wrong !== undefined) throw bad(`“${wrong.filter.slice(0, 80)}” is no MQTT topic filter.`)
}

/** @throws BrokerBookError for PEM texts that OpenSSL would refuse later, in words that it does not have */
export function checkPems(pems: {
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
}): void {
  const { ca, cert, key } = pems
  if (ca !== null) certificate(ca, 'The certificate of the authority (CA)')
  if ((cert === null) !== (key === null)) {
    throw bad(
      cert === null
        ? 'A client key needs its client certificate.'
        : 'A client certificate needs its private key. Give the key too, or leave both out.',
    )
  }
  if (cert === null || key === null) return
  const shown = certificate(cert, 'The client certificate')
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(key)) {
    throw bad('The client key has a passphrase. Give it without one: openssl pkey -in client.key -out plain.key')
  }
  if (!shown.checkPrivateKey(privateKey(key)))
    throw bad('The client certificate and the client key do not belong together.')
}

function certificate(pem: string, what: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw bad(`${what} cannot be read. It is a PEM text that begins with -----BEGIN CERTIFICATE-----.`)
  }
}

function privateKey(pem: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(pem)
  } catch {
    throw bad('The client key cannot be read. It is a PEM text that begins with -----BEGIN PRIVATE KEY-----.')
  }
}

/** SHA-256 of a certificate, as people compare it; null for none that can be read. */
export function fingerprintOf(pem: string | null): string | null {
  if (pem === null) return null
  try {
    return new X509Certificate(pem).fingerprint256
  } catch {
    return null
  }
}
