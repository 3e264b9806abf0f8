import { createGrainQueue } from '../../src/main/discovery/grainQueue'
import { createIntake } from '../../src/main/discovery/intake'
import { DISCOVERY_DEFAULTS } from '../../src/main/discovery/options'
import { readGrain } from '../../src/main/nmos/grain'
import { createPlant } from '../../src/main/plant/createPlant'
import { createPictureFeed } from '../../src/main/plant/picture'
import type { Plant } from '../../src/main/plant/plant'
import type { WitnessChange, WitnessFeed } from '../../src/main/plant/witness'
import { systemClock } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'
import { startLabProcess } from '../support/labProcess'
import { bareDownload, sizeOf, type Downloaded } from './bareDownload'
import { compared, inTurn, timed, type Bench } from './figure'
import { burstOf, type Burst } from './grainMessages'
import { watchLoop } from './loopBlock'

const runs = 7
const grains = 10_000

/** How many messages a socket hands over at one turn of the event loop (64 kB of them). */
const perTurn = 20

const registry = { id: 'bench', kind: 'registry', label: 'bench' } as const

/** 10 000 grains from the text of their messages to the last patch of a window's picture, against JSON.parse of the same. */
export const feedGrains: Bench = {
  name: 'feed.grains',
  bar: '≤ 2',
  async run() {
    const lab = await startLabProcess(['--profile', 'campus'])
    const content = await bareDownload(lab.registry)
    await lab.stop()
    const burst = burstOf(content, grains)
    const blocks: number[] = []
    const found = await inTurn(
      runs,
      async () => {
        const { ms, longestBlock } = await applied(content, burst)
        blocks.push(longestBlock)
        return ms
      },
      () => timed(() => parsed(burst)),
    )
    const note =
      `${String(grains)} grains onto a plant of ${String(sizeOf(content))}, a window watching; longest block of the event ` +
      `loop ${Math.max(...blocks).toFixed(0)} ms; baseline: JSON.parse of the same messages`
    return compared(found, 'ms', note)
  },
}

function parsed({ messages }: Burst): Promise<void> {
  let seen = 0
  for (const { text } of messages) if (JSON.parse(text) !== null) seen += 1
  return seen === messages.length ? Promise.resolve() : Promise.reject(new Error('A message was lost'))
}

async function applied(content: Downloaded, burst: Burst): Promise<{ ms: number; longestBlock: number }> {
  const plant = createPlant({ clock: systemClock, logger: silentLogger })
  const feed = plant.witnessed(registry)
  const intake = createIntake(plant, registry.id, silentLogger)
  for (const [kinds, list] of Object.entries(content)) {
    const kind = kinds.slice(0, -1) as 'node' | 'device' | 'source' | 'flow' | 'sender' | 'receiver'
    feed.put(intake.page(kind, list, list))
  }
  const window = watchingWindow(plant)
  await window.ready
  const settled = settlement(plant, burst)
  const watch = watchLoop()
  const ms = await timed(async () => {
    await pushAll(plant, feed, burst)
    await settled
  })
  const longestBlock = watch.stop()
  await window.close()
  for (const [id, version] of burst.final) {
    if (plant.get(id)?.resource.version !== version) throw new Error(`The plant has an old version of ${id}`)
  }
  return { ms, longestBlock }
}

/** What a registry's session does with each message: read, collect, apply. */
function pushAll(plant: Plant, feed: WitnessFeed, { messages }: Burst): Promise<void> {
  const intake = createIntake(plant, registry.id, silentLogger)
  const queue = createGrainQueue(DISCOVERY_DEFAULTS, (changes) => {
    feed.apply(
      changes
        .map(({ kind, entry }) => intake.grain(kind, entry))
        .filter((change): change is WitnessChange => change !== null),
    )
  })
  return new Promise((resolve) => {
    let at = 0
    const turn = (): void => {
      for (const { kind, text } of messages.slice(at, at + perTurn)) {
        const grain = readGrain(text)
        if (grain.ok) queue.push(kind, grain.entries)
      }
      at += perTurn
      if (at < messages.length) setImmediate(turn)
      else resolve()
    }
    turn()
  })
}

/** Resolves when the last message's change is in the plant: they are applied in their order. */
function settlement(plant: Plant, { final }: Burst): Promise<void> {
  const last = [...final].reduce((a, b) => (Number.parseInt(b[1], 10) > Number.parseInt(a[1], 10) ? b : a))
  return new Promise((resolve) => {
    const stop = plant.subscribe(() => {
      if (plant.get(last[0])?.resource.version !== last[1]) return
      stop()
      resolve()
    })
  })
}

/** A window of the engine that takes every patch as it comes. */
function watchingWindow(plant: Plant): { readonly ready: Promise<void>; readonly close: () => Promise<void> } {
  const picture = createPictureFeed(plant)
  const ending = new AbortController()
  let watching = Promise.resolve()
  const ready = new Promise<void>((resolve, reject) => {
    watching = (async () => {
      for await (const message of picture.watch(ending.signal)) {
        if (message.type === 'snapshot' && message.part === message.parts) resolve()
      }
    })()
    watching.catch(reject)
  })
  return {
    ready,
    async close() {
      ending.abort()
      await watching
      picture.stop()
    },
  }
}
