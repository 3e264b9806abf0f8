import type { Id, Trigger, TriggerRecord } from '../../contract'
import { client } from '../app/client'
import { createAsked, useAsked, type Answer, type Asked } from './asked'
import { newsOf } from './houseNews'

/** The triggers of the house, by name. */
export const triggers = createAsked<readonly Trigger[]>(
  async (signal) => (await client.triggers.list(undefined, { signal })).items,
  newsOf('triggers'),
)
export const useTriggers = (): Answer<readonly Trigger[]> => useAsked(triggers)

/** Puts what the engine answered into the list at once; its own event says the same a moment later. */
export function knowTrigger(trigger: Trigger): void {
  triggers.store.setState(({ value }) => ({
    value: (value ?? []).map((one) => (one.id === trigger.id ? trigger : one)),
  }))
  triggers.refresh()
}

/** How often the events that a trigger has seen are asked for while somebody looks, ms: most of them are no news. */
const EVERY_MS = 4000

/** What became of the events of one trigger, newest first. */
export const askTriggerHistory = (id: Id): Asked<readonly TriggerRecord[]> =>
  createAsked(
    async (signal) => (await client.triggers.history({ id, limit: 100 }, { signal })).items,
    (hear) => {
      const stop = newsOf('triggers')(hear)
      const timer = setInterval(() => {
        if (document.visibilityState === 'visible') hear()
      }, EVERY_MS)
      return () => {
        stop()
        clearInterval(timer)
      }
    },
  )
