import type { MqttClient } from 'mqtt'
import type { Qos } from '../../contract'
import type { BrokerConnection } from './brokerConnection'

type Say = (message: string, context?: Readonly<Record<string, unknown>>) => void

export type LinkLogger = { readonly info: Say; readonly warn: Say }

/** What the parts of a link share. */
export type LinkParts = {
  readonly name: string
  /** As the settings are now. */
  readonly connection: () => BrokerConnection
  /** Null: there is no connection at this moment. */
  readonly connected: () => MqttClient | null
  /** What the rules of the broker say of a topic or filter, else what is asked. */
  readonly qosOf: (filter: string, asked: Qos) => Qos
  readonly logger: LinkLogger
}
