import type { MqttClient, connect as connectMqtt } from 'mqtt'
import type { BrokerConnection } from './brokerConnection'
import { brokerFault, endedAtOnce } from './brokerFault'
import { type BrokerTiming, connectOptions, connectionWarning } from './connectOptions'

/** One connection, with a session of its own and no will; what happened, as a sentence. Never rejects. */
export async function tryBroker(
  connection: BrokerConnection,
  parts: { readonly clientId: string; readonly timing: BrokerTiming },
): Promise<{ readonly ok: boolean; readonly text: string }> {
  const { address, username, fault } = connection
  if (fault !== null) return { ok: false, text: fault }
  // Its own client id: with the one of the settings the link that is up would be thrown out.
  const lone: BrokerConnection = { ...connection, clientId: null, keepSession: false, will: null }
  const { connect } = await import('mqtt')
  const problem = await attempt(connect, lone, parts)
  if (problem !== null) return { ok: false, text: `The broker ${address} is not connected: ${problem}.` }
  const warning = connectionWarning(connection)
  const who = username === null ? 'without a user name' : `as “${username}”`
  return { ok: true, text: `The broker ${address} lets Signalbox in ${who}.${warning === null ? '' : ` ${warning}`}` }
}

/** Null: it was connected. */
function attempt(
  connect: typeof connectMqtt,
  connection: BrokerConnection,
  parts: { readonly clientId: string; readonly timing: BrokerTiming },
): Promise<string | null> {
  return new Promise((resolve) => {
    let client: MqttClient
    let reason: string | null = null
    const end = (problem: string | null): void => {
      clearTimeout(timer)
      client.end(problem !== null)
      resolve(problem)
    }
    const timer = setTimeout(() => {
      end(reason ?? 'it does not answer')
    }, parts.timing.connectMs)
    try {
      client = connect(connection.address, connectOptions(connection, parts))
    } catch (error) {
      clearTimeout(timer)
      resolve(brokerFault(error))
      return
    }
    const fail = (error: Error): void => {
      reason ??= brokerFault(error)
    }
    client.stream.on('error', fail)
    client.on('error', (error) => {
      fail(error)
      client.end(true)
    })
    client.once('connect', () => {
      end(null)
    })
    client.once('close', () => {
      end(endedAtOnce(reason))
    })
  })
}
