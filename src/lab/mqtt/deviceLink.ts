import { connect, type MqttClient } from 'mqtt'
import type { BrokerAccess } from './brokerAccess'
import { farewell, type Said } from './farewell'

export type DeviceLinkOptions = {
  readonly access: BrokerAccess
  readonly clientId: string
  /** Listened to with QoS 1. */
  readonly topics: readonly string[]
  /** What the broker says, retained, when the connection breaks without a word. */
  readonly will: () => Said
  readonly onMessage: (topic: string, payload: Buffer) => void
  /** After every connect, when the topics are listened to. */
  readonly onConnect: () => void
  /** Told of what goes wrong where nobody waits. */
  readonly report: (text: string) => void
}

/** One device's own connection to a broker. */
export type DeviceLink = {
  /**
   * Connects; a broker that cannot be reached is tried again and again, and not waited for.
   * Rejects where the broker is there and refuses.
   */
  readonly open: () => Promise<void>
  readonly connected: () => boolean
  /** QoS 1; lost while there is no connection. */
  readonly publish: (topic: string, text: string, retain: boolean) => void
  /** Breaks the connection without a word, so that the broker says the will. */
  readonly vanish: () => void
  /** Says goodbye, retained, and disconnects. */
  readonly close: (goodbye: readonly Said[]) => Promise<void>
}

const reconnectMs = 500

export function createDeviceLink(options: DeviceLinkOptions): DeviceLink {
  const { access, clientId, topics, report } = options
  let current: MqttClient | undefined

  function begin(): MqttClient {
    const will = options.will()
    return connect(access.url, {
      clientId,
      reconnectPeriod: reconnectMs,
      reconnectOnConnackError: true,
      resubscribe: false,
      will: { topic: will.topic, payload: Buffer.from(will.text), qos: 1, retain: true },
      ...(access.login === null ? {} : { username: access.login.user, password: access.login.password }),
    })
  }

  /** A broker that does not let it listen does not keep the device from speaking. */
  async function listen(client: MqttClient): Promise<void> {
    try {
      await client.subscribeAsync([...topics], { qos: 1 })
    } catch (error) {
      if (current === client) report(`${clientId} cannot listen to ${topics.join(', ')}: ${String(error)}`)
    }
    if (current === client) options.onConnect()
  }

  return {
    open() {
      if (current !== undefined) return Promise.resolve()
      const client = begin()
      current = client
      client.on('message', (topic, payload) => {
        if (current === client) options.onMessage(topic, payload)
      })
      return new Promise((resolve, reject) => {
        let waiting = true
        const settle = (failure: Error | undefined): void => {
          waiting = false
          if (failure === undefined) resolve()
          else reject(failure)
        }
        client.on('connect', () => {
          void listen(client).then(() => {
            settle(undefined)
          })
        })
        client.on('error', (error) => {
          if (current !== client) return
          const refused = 'code' in error && typeof error.code === 'number'
          const text = `${clientId}: the broker ${access.url} ${refused ? 'refuses it' : 'is not reached'}: ${error.message}`
          if (!waiting || !refused) {
            report(text)
            settle(undefined)
            return
          }
          current = undefined
          client.end(true)
          settle(new Error(text))
        })
        client.on('close', () => {
          settle(undefined)
        })
      })
    },
    connected: () => current?.connected === true,
    publish(topic, text, retain) {
      if (current?.connected !== true) return
      current.publish(topic, text, { qos: 1, retain })
    },
    vanish() {
      const client = current
      current = undefined
      if (client === undefined) return
      client.options.reconnectPeriod = 0
      client.stream.destroy()
      client.end(true)
    },
    async close(goodbye) {
      const client = current
      current = undefined
      if (client !== undefined) await farewell(client, goodbye)
    },
  }
}
