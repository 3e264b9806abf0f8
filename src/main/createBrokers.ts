import { join } from 'node:path'
import type { Id } from '../contract'
import type { BrokerBook } from './broker/brokerBook'
import { BROKER_TIMING } from './broker/connectOptions'
import { createBrokerBook } from './broker/createBrokerBook'
import { createBrokerLink } from './broker/createBrokerLink'
import { type BrokerLinks, type NamedBroker, createBrokerLinks } from './broker/createBrokerLinks'
import { createKeyFileBox } from './secrets/createKeyFileBox'
import { createSecretBox } from './secrets/createSecretBox'
import type { SecretBox } from './secrets/secretBox'
import type { Store } from './store/repositories'
import type { Clock } from './telemetry/clock'
import type { Logger } from './telemetry/logger'

/** The brokers of the house and the links to them. */
export type Brokers = {
  readonly links: BrokerLinks
  readonly brokers: BrokerBook
  readonly stop: () => Promise<void>
}

/**
 * Wires what speaks MQTT. The links are made and not started: a broker that has kept a session sends what it kept at
 * once, so those who listen come first. @throws StoreError
 */
export async function createBrokers(parts: {
  readonly store: Pick<Store, 'brokers'>
  readonly dataDir: string
  readonly given: readonly NamedBroker[]
  /** The keychain of the operating system; null where there is none. */
  readonly keychain: SecretBox | null
  readonly clock: Clock
  readonly ids: () => Id
  /** 0…1. */
  readonly random: () => number
  /** Ends a client id: nobody else has it. */
  readonly suffix: () => string
  readonly logger: Logger
}): Promise<Brokers> {
  const { store, given, clock, ids, random, logger } = parts
  const clientId = () => `signalbox-${parts.suffix()}`
  const links = createBrokerLinks({
    brokers: given,
    open: (name, connection, use) =>
      createBrokerLink({ name, connection, use, clientId: clientId(), clock, random, logger, timing: BROKER_TIMING }),
  })
  const keyFile = createKeyFileBox({ path: join(parts.dataDir, 'secret.key'), platform: process.platform })
  const brokers = createBrokerBook({
    repository: store.brokers,
    links,
    given,
    box: createSecretBox({ keychain: parts.keychain, keyFile }),
    clock,
    ids,
    clientId,
    timing: BROKER_TIMING,
    logger,
  })
  await brokers.start()
  return {
    links,
    brokers,
    async stop() {
      brokers.stop()
      await links.stop()
    },
  }
}
