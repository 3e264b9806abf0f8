import { z } from 'zod'
import type { EventSource } from '../events/eventSource'
import { payloadOf } from '../events/signal'
import type { VirtualNode } from '../node/virtualNode'
import { verb, type Verb } from './verb'
import { NotThere, type World } from './world'

const source = z.string().min(1)

type Found = { readonly node: VirtualNode; readonly source: EventSource }

/** The source of events with this id, or whose sender has this id, label or key. @throws NotThere */
function sourceNamed(world: World, name: string): Found {
  const senders = world.plant.find(name).filter(({ type }) => type === 'sender')
  const ids = [name, ...senders.map(({ id }) => id)]
  for (const node of world.nodes) {
    for (const id of ids) {
      const found = node.events.source(id)
      if (found !== undefined) return { node, source: found }
    }
  }
  throw new NotThere(`There is no source of events "${name}"`)
}

/** What sources of events say, and how they go wrong. A `source` is its id, or the id, label or key of its sender. */
export const tallyVerbs: readonly Verb[] = [
  verb(
    'tally/set',
    '{"source": "TX 1 ON AIR", "value": true}',
    'The source says this value, of its own type',
    z.strictObject({ source, value: z.unknown() }),
    (world, body) => {
      const found = sourceNamed(world, body.source).source
      const payload = payloadOf(found.signal, body.value)
      if (payload === undefined) throw new NotThere(`"${body.source}" cannot say that: it is ${found.signal.eventType}`)
      found.set(payload)
    },
  ),
  verb(
    'tally/toggle',
    '{"source": "TX 1 ON AIR"}',
    'A source of booleans says the opposite; answers what it says now',
    z.strictObject({ source }),
    (world, body) => {
      const found = sourceNamed(world, body.source).source
      const { value } = found.value as { readonly value?: unknown }
      if (typeof value !== 'boolean') throw new NotThere(`"${body.source}" is neither on nor off`)
      found.set({ value: !value })
      return { value: !value }
    },
  ),
  verb(
    'tally/silent',
    '{"source": "TX 1 ON AIR", "on": true}',
    'The node of the source sends nothing more, not even health, and keeps its sockets open; false ends it',
    z.strictObject({ source, on: z.boolean().default(true) }),
    (world, body) => {
      sourceNamed(world, body.source).node.events.faults.silent = body.on
    },
  ),
  verb(
    'tally/malformed',
    '{"source": "TX 1 ON AIR", "text": "{\\"message_type\\":\\"state\\"}"}',
    'Sends this text in place of a state; what the source says stays what it was',
    z.strictObject({ source, text: z.string().default('{"message_type":"state"}') }),
    (world, body) => {
      sourceNamed(world, body.source).source.say(body.text)
    },
  ),
  verb(
    'tally/clock',
    '{"source": "TX 1 ON AIR", "offsetMs": -3600000}',
    'The clock of the source’s node is off by this much from now on; 0 puts it right',
    z.strictObject({ source, offsetMs: z.number().int() }),
    (world, body) => {
      sourceNamed(world, body.source).node.events.faults.offsetMs = body.offsetMs
    },
  ),
  verb(
    'tally/goodbye',
    '{"source": "TX 1 ON AIR", "type": "reboot" | "shutdown"}',
    'The source says that its device goes',
    z.strictObject({ source, type: z.enum(['reboot', 'shutdown']).default('reboot') }),
    (world, body) => {
      sourceNamed(world, body.source).source.goodbye(body.type)
    },
  ),
]
