import { openStore } from '../../../src/main/store/openStore'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { sampleAudit, sampleRun } from './samples'

/**
 * A process of its own that writes runs until it is killed, and says each that was acknowledged: `open`, then
 * `<run id> <state>` per line. Arguments: the database, a prefix for ids; `once`: it writes one, closes the store and has
 * then nothing left to do.
 */
const [path = '', prefix = '', once = ''] = process.argv.slice(2)
const store = await openStore({ path, clock: { now: () => Date.now() }, logger: silentLogger })
process.stdout.write('open\n')

async function writeOne(id: string): Promise<void> {
  const run = await store.runs.insert(sampleRun(id, 'running', ['x', 'y', 'z']))
  process.stdout.write(`${id} running\n`)
  const done = { ...run, state: 'succeeded' as const }
  await store.runs.write(done, [], [sampleAudit('x', id)])
  process.stdout.write(`${id} succeeded\n`)
}

if (once === 'once') {
  await writeOne(`${prefix}-once`)
  await store.close()
} else for (let i = 0; ; i++) await Promise.all([0, 1, 2].map((lane) => writeOne(`${prefix}-${i}-${lane}`)))
