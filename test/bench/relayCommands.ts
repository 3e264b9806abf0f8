import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/main/store/openStore'
import { systemClock } from '../../src/main/telemetry/clock'
import { silentLogger } from '../../src/main/telemetry/logger'
import { startRelay } from '../integration/relay/relayStage'
import { startMosquitto } from '../support/mosquitto'
import { until } from '../support/until'
import { type BareRelay, type CommandRows, rowsOfLastCommand, startBareRelay } from './bareRelay'
import { type Bench, compared, inTurn, timed } from './figure'
import { type Actors, startActors } from './relayActors'

const COMMANDS = 20_000
const ACTORS = 100
const DEVICES = 100
const RUNS = 3
/** Rounds after those that count, and how large they are. */
const MEMORY_ROUNDS = 10
const MEMORY_COMMANDS = 5_000
const QUIET = { quiet: true }
const WAIT_MS = 60_000

/** Commands of many actors through a real broker into the journal, against a loop that only relays and writes. */
export const relayCommands: Bench = {
  name: 'relay.commands',
  bar: '≤ 1.6',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'))
    const stage = await startRelay({ broker: QUIET, relay: { actorRate: 100_000, silentS: null, commandMs: 60_000 } })
    const other = await startMosquitto(QUIET)
    const [actors, others] = (await Promise.all(
      [stage.broker, other].map(({ url }) => startActors(url, ACTORS, DEVICES)),
    )) as [Actors, Actors]
    let bare: BareRelay | null = null
    try {
      await until(
        () => stage.house().relay.devices.all(),
        (devices) => devices.filter(({ online, modules }) => online && modules.length > 0).length === DEVICES,
        WAIT_MS,
      )
      /** Until each is answered, and its end is on the disk. */
      const journalled = async (count: number): Promise<void> => {
        await commandAll(actors, count, 'OK')
        await until(
          () => stage.store().runs.unfinished(),
          (open) => open.length === 0,
          WAIT_MS,
        )
      }
      await journalled(1)
      const own = await bareRelay(folder, other.url, rowsOfLastCommand(stage.path))
      bare = own
      const ours = (): Promise<number> => timed(() => journalled(COMMANDS))
      const baseline = (): Promise<number> =>
        timed(() => Promise.all([own.relayed(COMMANDS), commandAll(others, COMMANDS, 'DISPATCHED')]))
      const found = await inTurn(RUNS, ours, baseline)
      own.writeTogether()
      const together = await baseline()
      const memory = await memoryOver(() => journalled(MEMORY_COMMANDS))
      const note =
        `${String(COMMANDS)} commands of ${String(ACTORS)} actors to ${String(DEVICES)} devices through mosquitto, until ` +
        `each is done, verified and journalled; ${memory}; baseline: a loop that parses each, publishes the command and ` +
        'DISPATCHED, and inserts the same rows one by one (WAL, synchronous=FULL); with a transaction for the rows of ' +
        `each command it takes ${together.toFixed(0)} ms`
      return compared(found, 'ms', note)
    } finally {
      await bare?.stop()
      await Promise.all([actors.stop(), others.stop()])
      await Promise.all([stage.stop(), other.end()])
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function commandAll(actors: Actors, count: number, status: 'OK' | 'DISPATCHED'): Promise<void> {
  return actors.command({ round: randomUUID(), count, until: status })
}

/** On a store of its own with the tables of ours. */
async function bareRelay(folder: string, url: string, rows: CommandRows): Promise<BareRelay> {
  const path = join(folder, 'bare.db')
  await (await openStore({ path, clock: systemClock, logger: silentLogger })).close()
  return startBareRelay(url, path, rows)
}

/** What rounds more leave behind. */
async function memoryOver(round: () => Promise<void>): Promise<string> {
  const before = heapMb()
  for (let n = 0; n < MEMORY_ROUNDS; n += 1) await round()
  const what = `heap ${before.toFixed(1)} MB before and ${heapMb().toFixed(1)} MB after`
  return `${what} ${String(MEMORY_ROUNDS)} rounds of ${String(MEMORY_COMMANDS)} more`
}

function heapMb(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1e6
}
