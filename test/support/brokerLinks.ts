import { randomUUID } from 'node:crypto'
import { BROKER_TIMING } from '../../src/main/broker/connectOptions'
import { createBrokerLink } from '../../src/main/broker/createBrokerLink'
import { type BrokerLinks, type NamedBroker, createBrokerLinks } from '../../src/main/broker/createBrokerLinks'
import { systemClock } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'

/** Links to real brokers, quick to come back. Stopping them is the caller's. */
export function brokerLinks(brokers: readonly NamedBroker[]): BrokerLinks {
  return createBrokerLinks({
    brokers,
    open: (name, connection, use) =>
      createBrokerLink({
        name,
        connection,
        use,
        clientId: `test-${randomUUID()}`,
        clock: systemClock,
        random: () => 0.5,
        logger: silentLogger,
        timing: { ...BROKER_TIMING, firstPauseMs: 50, longestPauseMs: 200 },
      }),
  })
}
