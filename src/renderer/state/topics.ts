import type { MqttTopics } from '../../contract'
import { client } from '../app/client'
import { createAsked, type Asked } from './asked'

/** How often it is asked what came, ms. */
const EVERY_MS = 1000

/** `broker` null: all of them. `q`: part of a topic, or of what came on it. */
export type TopicSearch = { readonly broker: string | null; readonly q: string; readonly limit: number }

/** What came last on the topics of the brokers, asked for every second while somebody looks. */
export const askTopics = ({ broker, q, limit }: TopicSearch): Asked<MqttTopics> =>
  createAsked(
    (signal) => client.mqttTopics({ ...(broker === null ? {} : { broker }), q, limit }, { signal }),
    (hear) => {
      const timer = setInterval(() => {
        if (document.visibilityState === 'visible') hear()
      }, EVERY_MS)
      return () => {
        clearInterval(timer)
      }
    },
  )
