import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readFaults } from './control/verbs'
import { startLab, type Lab, type LabOptions } from './lab'
import { nodesFor } from './plants/generated'
import { profileNames, type PlantChoice } from './plants/profiles'

const usage = `lab [--profile lab|small|campus|salvo] [--nodes N] [--senders N] [--receivers N]
    [--port P] [--control-port P] [--page-limit N] [--seed S] [--latency MS] [--faults FILE]`

/** What was typed cannot be done. */
class WrongUse extends Error {}

/** Options from the command line. @throws WrongUse */
function readOptions(args: readonly string[]): Partial<LabOptions> {
  const { values } = parsed(args)
  const pageLimit = wholeNumber('page-limit', values['page-limit'])
  const port = wholeNumber('port', values.port)
  const controlPort = wholeNumber('control-port', values['control-port'])
  const latencyMs = wholeNumber('latency', values.latency)
  return {
    plant: plantChoice(values),
    ...(port === undefined ? {} : { port }),
    ...(controlPort === undefined ? {} : { controlPort }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(pageLimit === undefined ? {} : { pageLimit: { default: Math.min(10, pageLimit), max: pageLimit } }),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...(values.faults === undefined ? {} : { faults: faultsIn(values.faults) }),
    report: (text) => {
      console.error(`lab: ${text}`)
    },
  }
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: {
        profile: text,
        nodes: text,
        senders: text,
        receivers: text,
        port: text,
        'control-port': text,
        'page-limit': text,
        seed: text,
        latency: text,
        faults: text,
      },
    })
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error))
  }
}

type Counts = {
  readonly profile?: string
  readonly nodes?: string
  readonly senders?: string
  readonly receivers?: string
}

function plantChoice(values: Counts): PlantChoice {
  const nodes = wholeNumber('nodes', values.nodes)
  const senders = wholeNumber('senders', values.senders)
  const receivers = wholeNumber('receivers', values.receivers)
  if (nodes === undefined && senders === undefined && receivers === undefined) {
    const profile = profileNames.find((name) => name === (values.profile ?? 'lab'))
    if (profile === undefined) throw new WrongUse(`--profile is one of ${profileNames.join(', ')}`)
    return { profile }
  }
  if (values.profile !== undefined) throw new WrongUse('Either --profile or counts, not both')
  const size = { senders: senders ?? 100, receivers: receivers ?? senders ?? 100 }
  return { size: { ...size, nodes: nodes ?? nodesFor(size.senders, size.receivers) } }
}

function wholeNumber(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (!/^[0-9]+$/.test(value)) throw new WrongUse(`--${flag} takes a whole number, not "${value}"`)
  return Number(value)
}

function faultsIn(file: string): LabOptions['faults'] {
  try {
    return readFaults(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new WrongUse(`--faults ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Ends the lab once, at the first of the reasons to end. */
function endWith(lab: Lab): void {
  let ending = false
  const end = (): void => {
    if (ending) return
    ending = true
    lab.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  if (process.send !== undefined) process.once('disconnect', end)
}

async function main(): Promise<void> {
  const lab = await startLab(readOptions(process.argv.slice(2)))
  const { nodes, registry, control, broker } = lab
  const ready = { registry: registry.queryUrl, control: control.url, broker: broker.url, nodes: nodes.length }
  endWith(lab)
  console.log(
    `Lab plant: ${String(nodes.length)} nodes, registry ${registry.queryUrl}, control ${control.url}, broker ${broker.url}`,
  )
  console.log(JSON.stringify(ready))
  process.send?.(ready)
}

main().catch((error: unknown) => {
  const wrong = error instanceof WrongUse || error instanceof RangeError
  console.error(wrong ? `lab: ${error.message}\n${usage}` : error)
  process.exit(wrong ? 2 : 1)
})
