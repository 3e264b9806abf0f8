import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { RegistryInput } from '../contract'
import { isBrokerUrl } from './broker/brokerAddress'
import type { NamedBroker } from './broker/createBrokerLinks'

/** What the host was told on its command line. */
export type HostFlags = {
  readonly port: number
  readonly bind: string
  readonly dataDir: string
  /** Names under which the host is asked for besides loopback and `bind`. */
  readonly allowedHosts: readonly string[]
  readonly sources: readonly RegistryInput[]
  /** MQTT brokers by name. */
  readonly brokers: readonly NamedBroker[]
  /** `auto`: when no registry is configured. */
  readonly lab: 'yes' | 'no' | 'auto'
  readonly labArgs: readonly string[]
}

/** A flag that is not understood. The message is for the person at the terminal. */
export class FlagError extends Error {
  override readonly name = 'FlagError'
}

export const hostUsage = `Signalbox host
  --port 8484          where to listen (0: any free port)
  --bind 127.0.0.1     the address to listen on; any other than loopback needs keys or a sign-in address
  --host-name NAME     another name it is asked for by (may be repeated)
  --data DIR           the data folder
  --registry URL       a registry's Query API (may be repeated)
  --node URL           one node's Node API, without a registry (may be repeated)
  --dns-sd DOMAIN      find registries by unicast DNS-SD in this domain (may be repeated)
  --dns-server IP:PORT the name server to ask; the machine's own when left out
  --mqtt URL           an MQTT broker: mqtt://, mqtts://, ws:// or wss://host[:port] (may be repeated); the first one’s
                       name is “default”, the others are named by their hosts
  --lab | --no-lab     start the simulated plant, or never; without either: when no registry is configured
  --profile NAME       the simulated plant: lab, small or campus
  --decoders N, --processors N, --spares N
                       how many MQTT devices of each kind it has`

/** Counts that are the simulated plant's to know. */
const LAB_COUNTS = ['decoders', 'processors', 'spares'] as const

/** Where data is kept when no folder is named. */
function defaultDataDir(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? homedir(), 'Signalbox')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Signalbox')
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'signalbox')
}

/** @throws FlagError for an unknown flag or a value that cannot be */
export function parseHostFlags(argv: readonly string[], env: NodeJS.ProcessEnv): HostFlags {
  const values = parse(argv)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new FlagError(`--port takes a number from 0 to 65535, not “${values.port}”.`)
  }
  const dnsServer = values['dns-server'] ?? null
  const domains = values['dns-sd'] ?? []
  if (dnsServer !== null && domains.length === 0) throw new FlagError('--dns-server goes with --dns-sd DOMAIN.')
  if (values.lab === true && values['no-lab'] === true) throw new FlagError('--lab and --no-lab exclude each other.')
  const profile = values.profile
  if (profile !== undefined && !['lab', 'small', 'campus'].includes(profile)) {
    throw new FlagError(`--profile is lab, small or campus, not “${profile}”.`)
  }
  const brokers = givenBrokers(values.mqtt ?? [])
  const sources = [
    ...(values.registry ?? []).map((url) => source('registry', url, null)),
    ...(values.node ?? []).map((url) => source('node', url, null)),
    ...domains.map((domain) => source('dns-sd', domain, dnsServer)),
  ]
  return {
    port,
    bind: values.bind,
    dataDir: values.data ?? defaultDataDir(env, process.platform),
    allowedHosts: values['host-name'] ?? [],
    sources,
    brokers,
    lab: values.lab === true ? 'yes' : values['no-lab'] === true || sources.length > 0 ? 'no' : 'auto',
    labArgs: [...(profile === undefined ? [] : ['--profile', profile]), ...labCounts(values)],
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string', default: '8484' },
        bind: { type: 'string', default: '127.0.0.1' },
        'host-name': { type: 'string', multiple: true },
        data: { type: 'string' },
        registry: { type: 'string', multiple: true },
        node: { type: 'string', multiple: true },
        'dns-sd': { type: 'string', multiple: true },
        'dns-server': { type: 'string' },
        mqtt: { type: 'string', multiple: true },
        lab: { type: 'boolean' },
        'no-lab': { type: 'boolean' },
        profile: { type: 'string' },
        decoders: { type: 'string' },
        processors: { type: 'string' },
        spares: { type: 'string' },
      },
    }).values
  } catch (error) {
    throw new FlagError(error instanceof Error ? error.message : String(error))
  }
}

/** @throws FlagError */
function labCounts(values: Readonly<Partial<Record<(typeof LAB_COUNTS)[number], string>>>): readonly string[] {
  return LAB_COUNTS.flatMap((name) => {
    const count = values[name]
    if (count === undefined) return []
    if (!/^\d{1,4}$/.test(count)) throw new FlagError(`--${name} takes a whole number, not “${count}”.`)
    return [`--${name}`, count]
  })
}

/** @throws FlagError */
function givenBrokers(urls: readonly string[]): readonly NamedBroker[] {
  const brokers: NamedBroker[] = []
  for (const url of urls) {
    // Not repeated in the message: there may be a password in it.
    if (!isBrokerUrl(url)) {
      throw new FlagError('--mqtt takes mqtt://host[:port]; mqtts, ws and wss are understood too.')
    }
    const base = brokers.length === 0 ? 'default' : hostName(url)
    const isTaken = (name: string): boolean => brokers.some((broker) => broker.name === name)
    let name = base
    for (let number = 2; isTaken(name); number += 1) name = `${base}-${String(number)}`
    brokers.push({ name, url })
  }
  return brokers
}

/** The host of an address as a broker's name. */
function hostName(url: string): string {
  const plain = new URL(url).hostname.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return plain.replaceAll(/^-|-$/g, '').slice(0, 50) || 'broker'
}

function source(kind: RegistryInput['kind'], queryUrl: string, dnsServer: string | null): RegistryInput {
  return RegistryInput.parse({ label: label(kind, queryUrl), kind, queryUrl, dnsServer })
}

function label(kind: RegistryInput['kind'], queryUrl: string): string {
  if (kind === 'dns-sd') return `DNS-SD ${queryUrl}`.slice(0, 100)
  const host = URL.canParse(queryUrl) ? new URL(queryUrl).host : queryUrl
  return (kind === 'node' ? `Node ${host}` : host).slice(0, 100) || 'registry'
}
