import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readFaults } from './control/verbs'
import { startLab, type Lab, type LabOptions } from './lab'
import { nodesFor } from './plants/generated'
import { profileNames, type PlantChoice } from './plants/profiles'

const usage = `lab [--profile lab|small|campus|salvo] [--nodes N] [--senders N] [--receivers N]
    [--port P] [--control-port P] [--page-limit N] [--seed S] [--latency MS] [--faults FILE]
    [--mqtt mqtt://USER:PASSWORD@HOST:PORT] [--mqtt-port P] [--mqtt-user U --mqtt-password P] [--mqtt-prefix /lab]
    [--decoders N] [--processors N] [--spares N] [--heartbeat MS] [--restart-time MS] [--stream-server URL]
    [--dns-port P] [--dns-domain DOMAIN]`

/** What was typed cannot be done. */
class WrongUse extends Error {}

/** Options from the command line. @throws WrongUse */
function readOptions(args: readonly string[]): Partial<LabOptions> {
  const { values } = parsed(args)
  const pageLimit = wholeNumber('page-limit', values['page-limit'])
  const port = wholeNumber('port', values.port)
  const controlPort = wholeNumber('control-port', values['control-port'])
  const latencyMs = wholeNumber('latency', values.latency)
  const brokerPort = wholeNumber('mqtt-port', values['mqtt-port'])
  const dnsPort = wholeNumber('dns-port', values['dns-port'])
  return {
    plant: plantChoice(values),
    ...(port === undefined ? {} : { port }),
    ...(controlPort === undefined ? {} : { controlPort }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(brokerPort === undefined ? {} : { brokerPort }),
    ...(dnsPort === undefined ? {} : { dnsPort }),
    ...(values['dns-domain'] === undefined ? {} : { dnsDomain: values['dns-domain'] }),
    brokerLogin: loginOf(values['mqtt-user'], values['mqtt-password']),
    devices: deviceWishes(values),
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
        mqtt: text,
        'mqtt-port': text,
        'mqtt-user': text,
        'mqtt-password': text,
        'mqtt-prefix': text,
        decoders: text,
        processors: text,
        spares: text,
        heartbeat: text,
        'restart-time': text,
        'stream-server': text,
        'dns-port': text,
        'dns-domain': text,
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

/** The login of the plant's broker, and of the devices at another where its address names none. */
function loginOf(user: string | undefined, password: string | undefined): LabOptions['brokerLogin'] {
  if (user === undefined && password === undefined) return null
  if (user === undefined || password === undefined) throw new WrongUse('--mqtt-user and --mqtt-password go together')
  return { user, password }
}

function deviceWishes(values: ReturnType<typeof parsed>['values']): LabOptions['devices'] {
  const decoders = wholeNumber('decoders', values.decoders)
  const processors = wholeNumber('processors', values.processors)
  const spares = wholeNumber('spares', values.spares)
  const heartbeatMs = wholeNumber('heartbeat', values.heartbeat)
  const restartMs = wholeNumber('restart-time', values['restart-time'])
  return {
    ...(values.mqtt === undefined ? {} : { brokerUrl: values.mqtt }),
    ...(values['mqtt-prefix'] === undefined ? {} : { prefix: values['mqtt-prefix'] }),
    ...(decoders === undefined ? {} : { decoders }),
    ...(processors === undefined ? {} : { processors }),
    ...(spares === undefined ? {} : { spares }),
    ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
    ...(restartMs === undefined ? {} : { restartMs }),
    ...(values['stream-server'] === undefined ? {} : { streamServer: values['stream-server'] }),
  }
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
  const { nodes, registry, control, broker, mqtt, dns } = lab
  const ready = {
    registry: registry.queryUrl,
    control: control.url,
    broker: broker.url,
    nodes: nodes.length,
    /** Where the MQTT devices are, which may be another broker. */
    mqtt: mqtt.brokerUrl,
    dns: dns.address,
    dnsDomain: dns.domain,
  }
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
