import { connect, type MqttClient } from 'mqtt'
import type { ResourceId } from '../identity'
import type { BrokerAccess } from '../mqtt/brokerAccess'
import { farewell } from '../mqtt/farewell'
import type { EventSource } from './eventSource'

/** What a sender of events by MQTT says of itself on its connection's topic (IS-07 v1.0 §Transport: MQTT 5). */
const connectionStatus = (active: boolean): string => JSON.stringify({ message_type: 'connection_status', active })

const topicsOf = (senderId: ResourceId, sourceId: ResourceId) => ({
  state: `x-nmos/events/v1.0/sources/${sourceId}`,
  status: `x-nmos/events/v1.0/connections/${senderId}`,
})

/** One sender of events by MQTT: its own connection, its state retained, its goodbye as last will. */
export class EventPublisher {
  private client: MqttClient | undefined
  private endListening: (() => void) | undefined

  constructor(
    private readonly broker: BrokerAccess,
    private readonly senderId: ResourceId,
    private readonly source: EventSource,
  ) {}

  /** Connects and says what holds now; resolves when the broker has it. */
  async open(): Promise<void> {
    const { state, status } = topicsOf(this.senderId, this.source.id)
    const { url, login } = this.broker
    const client = connect(url, {
      clientId: `lab-${this.senderId}`,
      reconnectPeriod: 200,
      ...(login === null ? {} : { username: login.user, password: login.password }),
      will: { topic: status, payload: Buffer.from(connectionStatus(false)), qos: 1, retain: true },
    })
    this.client = client
    // A broker that is gone comes back or not; the plant goes on.
    client.on('error', () => undefined)
    const publish = (topic: string, text: string): void => {
      client.publish(topic, text, { qos: 1, retain: true })
    }
    this.endListening = this.source.onMessage((text) => {
      publish(state, text)
    })
    await new Promise<void>((resolve) => {
      client.on('connect', () => {
        publish(status, connectionStatus(true))
        client.publish(state, JSON.stringify(this.source.state), { qos: 1, retain: true }, () => {
          resolve()
        })
      })
    })
  }

  /** Breaks the connection without a word, so that the broker says the last will. */
  vanish(): void {
    this.endListening?.()
    const { client } = this
    this.client = undefined
    if (client === undefined) return
    client.options.reconnectPeriod = 0
    client.stream.destroy()
    client.end(true)
  }

  /** Says goodbye. */
  async close(): Promise<void> {
    this.endListening?.()
    const { client } = this
    this.client = undefined
    const { status } = topicsOf(this.senderId, this.source.id)
    if (client !== undefined) await farewell(client, [{ topic: status, text: connectionStatus(false) }])
  }
}
