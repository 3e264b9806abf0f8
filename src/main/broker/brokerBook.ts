import type { Broker, BrokerInput, BrokerPatch, BrokerTest, Id } from '../../contract'
import type { By } from '../store/auditNote'

/** The brokers of the house: those that are kept and those given at the start, and how their links are. */
export type BrokerBook = {
  /** By name. No secret is in it. */
  readonly list: () => readonly Broker[]
  readonly get: (id: Id) => Broker | undefined
  /** @throws BrokerBookError, SecretError, StoreError */
  readonly create: (by: By, input: BrokerInput) => Promise<Broker>
  /** What is not named stays as it is; who listens on the link goes on. @throws BrokerBookError, SecretError, StoreError */
  readonly update: (by: By, id: Id, patch: BrokerPatch) => Promise<Broker>
  /** @throws BrokerBookError, StoreError */
  readonly remove: (by: By, id: Id) => Promise<void>
  /** Connects once and says in a sentence what happened. @throws BrokerBookError */
  readonly test: (settings: BrokerTest) => Promise<{ readonly ok: boolean; readonly text: string }>
  /** Told when a broker, its state or its queue has changed; of a queue at most every second. */
  readonly onChange: (listener: () => void) => () => void
  /** Reads what is kept and makes the links, which are not started. @throws StoreError */
  readonly start: () => Promise<void>
  readonly stop: () => void
}

/** A broker is unknown, its settings make no sense, or it is in no state that allows what was asked. A sentence. */
export class BrokerBookError extends Error {
  override readonly name = 'BrokerBookError'
  constructor(
    readonly kind: 'unknown' | 'invalid' | 'state',
    message: string,
  ) {
    super(message)
  }
}
