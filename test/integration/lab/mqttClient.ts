import { connectAsync } from 'mqtt'
import { expect } from 'vitest'
import type { Lab } from '../../../src/lab/lab'
import { ask, until } from './nodeClient'

type Fields = Readonly<Record<string, unknown>>

/** One message as it came: its fields where it is a JSON object, and its text. */
export type Heard = {
  readonly topic: string
  readonly text: string
  readonly fields: Fields
  /** It was there before we listened. */
  readonly retained: boolean
}

/** A client of a broker that listens to all there is, and what it hears. */
export type Listener = {
  readonly all: readonly Heard[]
  /** All on a topic, oldest first. */
  readonly on: (topic: string) => readonly Heard[]
  /** The first on this topic that looks like this, waited for. `since`: what came before does not count. */
  readonly hears: (topic: string, shape: object, since?: number) => Promise<Heard>
  readonly say: (topic: string, message: object | string) => Promise<void>
  readonly end: () => Promise<void>
}

export async function listenTo(url: string): Promise<Listener> {
  const client = await connectAsync(url, { reconnectPeriod: 100 })
  const all: Heard[] = []
  client.on('message', (topic, payload, packet) => {
    const text = payload.toString('utf8')
    all.push({ topic, text, fields: fieldsOf(text), retained: packet.retain })
  })
  await client.subscribeAsync(['/lab/#', 'nvr/#', 'house/#'], { qos: 1 })
  return {
    all,
    on: (topic) => all.filter((heard) => heard.topic === topic),
    async hears(topic, shape, since = 0) {
      const heard = (): readonly Heard[] => all.slice(since).filter((one) => one.topic === topic)
      const wanted = (one: Heard): boolean => looksLike(one.fields, shape)
      const found = await until(
        () => Promise.resolve(heard()),
        (some) => some.some(wanted),
      )
      return found.find(wanted) ?? expect.fail(`Nothing like this came on ${topic}`)
    },
    async say(topic, message) {
      await client.publishAsync(topic, typeof message === 'string' ? message : JSON.stringify(message), { qos: 1 })
    },
    async end() {
      await client.endAsync(true)
    },
  }
}

/** Does something to a lab. */
export const fateOf =
  (lab: Lab) =>
  async (verb: string, body: object): Promise<unknown> => {
    const got = await ask('POST', `${lab.control.url}/${verb}`, body)
    expect(got.status, JSON.stringify(got.body)).toBe(200)
    return (got.body as { result: unknown }).result
  }

function fieldsOf(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Fields) : {}
  } catch {
    return {}
  }
}

function looksLike(value: unknown, shape: object): boolean {
  try {
    expect(value).toMatchObject(shape)
    return true
  } catch {
    return false
  }
}
