import { join } from 'node:path'
import type { CodeCache } from './codeCache'
import { type Engine, createEngine } from './engine'
import { FlagError, hostUsage, parseHostFlags } from './hostFlags'
import { createFlagSources } from './labProcess'

/** Signalbox without a desktop: the engine, the door, the built page. Thin. `program`: the folder of the built entries. */
export async function runHost(program: string, compiled: CodeCache): Promise<void> {
  try {
    await host(program, compiled)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    if (error instanceof FlagError) console.error(`\n${hostUsage}`)
    process.exit(error instanceof FlagError ? 2 : 1)
  }
}

async function host(program: string, compiled: CodeCache): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(hostUsage)
    return
  }
  const flags = parseHostFlags(process.argv.slice(2), process.env)
  const plant = createFlagSources(flags, join(program, 'lab.js'))
  let engine: Engine | null = null
  let stopping = false
  const stop = (code: number) => {
    if (stopping) return
    stopping = true
    void Promise.allSettled([engine?.stop()])
      .then(plant.stop)
      .finally(() => {
        if (code === 0) compiled.save()
        process.exit(code)
      })
  }
  process.once('SIGINT', () => {
    stop(0)
  })
  process.once('SIGTERM', () => {
    stop(0)
  })

  engine = createEngine({
    dataDir: flags.dataDir,
    sources: plant.sources,
    brokers: plant.brokers,
    moduleSettings: plant.moduleSettings,
    playbooks: join(program, '../../playbooks'),
    door: {
      bind: flags.bind,
      port: flags.port,
      allowedHosts: flags.allowedHosts,
      staticDir: join(program, '../renderer'),
      apiKey: process.env['SIGNALBOX_API_KEY'] ?? null,
    },
  })
  try {
    const { url, signIn } = await engine.start()
    const lab = plant.lab()
    if (lab !== null) console.log(`The lab plant is running; break it at ${lab.control}`)
    console.log(`Signalbox is at ${signIn}`)
    console.log('(the address signs one window in, once)')
    console.log(`SIGNALBOX_READY ${JSON.stringify({ url, signIn, lab: lab?.control ?? null })}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    stop(1)
  }
}
