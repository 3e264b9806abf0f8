import { z } from 'zod'
import { TallyMappingInput } from '../../src/contract'
import { readResource } from '../../src/main/nmos/readResource'
import { formatTai } from '../../src/main/nmos/tai'
import { createPlant } from '../../src/main/plant/createPlant'
import type { Plant } from '../../src/main/plant/plant'
import { createEventBook } from '../../src/main/tally/eventBook'
import { readEventMessage } from '../../src/main/tally/eventMessage'
import { createMappingStates } from '../../src/main/tally/mappingStates'
import { createTallyMarks } from '../../src/main/tally/tallyMarks'
import { systemClock } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'
import { type Bench, compared, inTurn, timed } from './figure'

const runs = 15
const messages = 50_000
const sources = 2_000
/** So many are put on the plant at once; a burst of 20 ms has more at this speed. */
const burst = 3_000

const idAt = (kind: string, n: number): string => `${kind.repeat(8)}-0000-4000-8000-${String(n).padStart(12, '0')}`
const sourceId = (n: number): string => idAt('c', n)

type Kind = 'boolean' | 'number' | 'string' | 'enum' | 'object'
const KINDS: readonly Kind[] = [
  'boolean',
  'boolean',
  'boolean',
  'boolean',
  'number',
  'number',
  'string',
  'enum',
  'object',
]
const kindOf = (source: number): Kind => KINDS[source % KINDS.length] ?? 'boolean'

/** A lamp goes on and off; what else is said is another thing each time, and means another one every third time. */
function isOn(source: number, round: number): boolean {
  return Math.floor(kindOf(source) === 'boolean' ? round : round / 3) % 2 === 0
}

/** What a source says for yes and for no. */
function saying(kind: Kind, yes: boolean, round: number): { readonly event_type: string; readonly payload: object } {
  switch (kind) {
    case 'boolean':
      return { event_type: 'boolean', payload: { value: yes } }
    case 'number':
      return { event_type: 'number/temperature/C', payload: { value: (yes ? 415 : 215) + (round % 100), scale: 10 } }
    case 'string':
      return { event_type: 'string', payload: { value: yes ? 'ON' : `off ${String(round)}` } }
    case 'enum':
      return {
        event_type: 'string/enum/studio',
        payload: { value: yes ? 'transmission' : (['idle', 'rehearsal'][round % 2] ?? '') },
      }
    case 'object':
      return {
        event_type: 'object/programme',
        payload: { source: yes ? 'CAM 1' : 'CAM 2', transition: 'cut', inputs: [1, round] },
      }
  }
}

function whenOf(kind: Kind): object {
  if (kind === 'number') return { operator: 'greater_than', value: 40 }
  if (kind === 'enum') return { value: 'transmission' }
  return kind === 'object' ? { path: 'source', value: 'CAM 1' } : {}
}

const identity = z.object({ source_id: z.uuid(), flow_id: z.uuid().optional() })
const time = z.string().regex(/^[0-9]+:[0-9]+$/)
const payload = z.union([
  z.object({ value: z.boolean() }),
  z.object({ value: z.number(), scale: z.number().int().min(1).optional() }),
  z.object({ value: z.string() }),
  z.record(z.string(), z.unknown()),
])
/** IS-07 v1.0 `event.json`, as a zod schema. */
const Message = z.object({
  message_type: z.literal('state'),
  identity,
  event_type: z.string(),
  timing: z.object({ creation_timestamp: time, origin_timestamp: time.optional(), action_timestamp: time.optional() }),
  payload,
})

/** Messages of many sources from the received buffer to marks on the plant, against parsing them and nothing else. */
export const tallyEvents: Bench = {
  name: 'tally.events',
  bar: '≤ 2',
  async run() {
    const buffers = Array.from({ length: messages }, (_, n) => buffer(n))

    const ours = (): Promise<number> => {
      const { receive, settle, check } = stage()
      return timed(() => {
        let waiting = 0
        for (const text of buffers) {
          receive(text)
          waiting += 1
          if (waiting % burst === 0) settle()
        }
        settle()
        return Promise.resolve()
      }).then((ms) => {
        check()
        return ms
      })
    }

    const baseline = async (): Promise<number> => {
      let count = 0
      const ms = await timed(() => {
        for (const text of buffers) if (Message.parse(JSON.parse(text.toString('utf8'))).event_type !== '') count += 1
        return Promise.resolve()
      })
      if (count !== messages) throw new Error(`${String(count)} messages were parsed`)
      return ms
    }

    const found = await inTurn(runs, ours, baseline)
    const note =
      `${String(messages)} messages of ${String(sources)} sources, each mapped to a receiver, read, ordered, tested and ` +
      `marked on the plant with what feeds it, none lost; baseline: JSON.parse and zod parse of the same buffers`
    return compared(found, 'ms', note)
  },
}

/** The n-th message: every source in turn, yes in one round and no in the next. */
function buffer(n: number): Buffer {
  const source = n % sources
  const round = Math.floor(n / sources)
  return Buffer.from(
    JSON.stringify({
      identity: { source_id: sourceId(source), flow_id: idAt('d', source) },
      ...saying(kindOf(source), isOn(source, round), round),
      timing: { creation_timestamp: formatTai({ seconds: 1_800_000_000 + round, nanoseconds: source }) },
      message_type: 'state',
    }),
  )
}

/** As createTally puts them together, without its sockets, topics and timers. */
function stage() {
  const plant = createPlant({ clock: systemClock, logger: silentLogger })
  fill(plant)
  const dirty = new Set<string>()
  const book = createEventBook({
    now: systemClock.now,
    onChange: ({ id }) => void dirty.add(id),
    onLate: () => undefined,
  })
  const standings = new Map<string, string>(Array.from({ length: sources }, (_, n) => [`is07:${sourceId(n)}`, 'live']))
  const states = createMappingStates({
    now: systemClock.now,
    wordOf: (id) => ({ value: book.get(id)?.value ?? null, stale: standings.get(id) !== 'live' }),
    labelOf: (id) => id,
  })
  states.set(
    Array.from({ length: sources }, (_, n) => ({
      ...TallyMappingInput.parse({
        source: `is07:${sourceId(n)}`,
        when: whenOf(kindOf(n)),
        targets: [{ kind: 'receiver', id: idAt('f', n) }],
      }),
      id: idAt('a', n),
    })),
  )
  const marks = createTallyMarks(plant, states)
  /** As the follower of sockets keeps them. */
  const names = new Map(Array.from({ length: sources }, (_, n) => [sourceId(n), `is07:${sourceId(n)}`] as const))
  let seen = 0

  return {
    receive(text: Buffer): void {
      const message = readEventMessage(text.toString('utf8'))
      if (!('sourceId' in message) || message.sourceId === null) throw new Error('A message names no source')
      const name = names.get(message.sourceId)
      if (name === undefined) throw new Error('A message names an unknown source')
      book.receive(name, message, false)
      seen += 1
    },
    settle(): void {
      for (const id of dirty) states.hear(id)
      dirty.clear()
      marks.settle()
    },
    /** Every message counted, and every receiver and sender is as the last message of its source says. */
    check(): void {
      const events = Array.from({ length: sources }, (_, n) => book.get(`is07:${sourceId(n)}`)?.events ?? 0)
      if (seen !== messages || events.reduce((a, b) => a + b, 0) !== messages) throw new Error('Messages were lost')
      const lastRound = Math.floor((messages - 1) / sources)
      for (let n = 0; n < sources; n += 1) {
        const isLit = isOn(n, lastRound)
        for (const id of [idAt('f', n), idAt('e', n)]) {
          if ((plant.get(id)?.marks.tally?.state === 'on-air') !== isLit)
            throw new Error(`${id} is not as it should be`)
        }
      }
    },
  }
}

/** A receiver for each source, each on a sender of its own. */
function fill(plant: Plant): void {
  const device_id = idAt('b', 1)
  const transport = 'urn:x-nmos:transport:rtp.mcast'
  const read = (kind: 'sender' | 'receiver', n: number, subscription: object) => {
    const id = idAt(kind === 'sender' ? 'e' : 'f', n)
    const format = 'urn:x-nmos:format:video'
    const result = readResource(kind, {
      id,
      version: '1:0',
      label: id,
      tags: {},
      device_id,
      transport,
      format,
      subscription,
    })
    if (!result.ok) throw new Error(result.fault)
    return result.resource
  }
  plant
    .witnessed({ id: 'bench', kind: 'registry', label: 'Bench' })
    .put(
      Array.from({ length: sources }, (_, n) => [
        read('sender', n, { active: true, receiver_id: null }),
        read('receiver', n, { active: true, sender_id: idAt('e', n) }),
      ]).flat(),
    )
}
