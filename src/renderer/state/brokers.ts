import type { Broker } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer } from './asked'
import { newsOf } from './houseNews'

/** MQTT brokers and how their links are. */
export const brokers = createAsked<readonly Broker[]>(
  async (signal) => (await client.brokers.list(undefined, { signal })).items,
  newsOf('brokers'),
)
export const useBrokers = (): Answer<readonly Broker[]> => useAsked(brokers)

/** Puts what the engine answered into the list at once; its own event says the same a moment later. */
export function knowBroker(broker: Broker): void {
  brokers.store.setState(({ value }) => ({
    value: [...(value ?? []).filter(({ id }) => id !== broker.id), broker].sort((a, b) => a.name.localeCompare(b.name)),
  }))
}

/** Takes a broker out of the list. */
export function forgetBroker(id: string): void {
  brokers.store.setState(({ value }) => ({ value: (value ?? []).filter((broker) => broker.id !== id) }))
}
