import { fork } from 'node:child_process'
import { RegistryInput } from '../contract'
import type { NamedBroker } from './broker/createBrokerLinks'
import type { HostFlags } from './hostFlags'
import type { GivenModuleSettings } from './relay/moduleHost/createModuleHost'

/** The simulated plant, running in a process of its own. */
export type LabProcess = {
  /** Its registry's Query API. */
  readonly registry: string
  /** The broker that its devices are on. */
  readonly mqtt: string
  /** Where its faults are asked for. */
  readonly control: string
  /** Its name server, `HOST:PORT`, and the domain in which it announces NDI sources. */
  readonly dns: string
  readonly dnsDomain: string
  readonly stop: () => Promise<void>
}

const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 5_000

/**
 * Starts the lab (`script`: its built entry) beside this program. It ends with us, however we end: its channel breaks.
 * @throws Error with what it said when it cannot start
 */
export function startLabProcess(script: string, args: readonly string[]): Promise<LabProcess> {
  return new Promise((resolve, reject) => {
    const child = fork(script, [...args], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    let complaint = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2000)
    })
    const limit = setTimeout(() => {
      child.kill()
      reject(new Error('The lab plant did not start within a minute.'))
    }, START_LIMIT_MS)
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(limit)
      reject(new Error(`The lab plant ended at once (code ${code ?? 'none'}): ${complaint.trim()}`))
    })
    child.once('message', (message) => {
      clearTimeout(limit)
      resolve({
        ...(message as Omit<LabProcess, 'stop'>),
        stop: () =>
          new Promise((stopped) => {
            if (child.exitCode !== null || child.signalCode !== null) {
              stopped()
              return
            }
            const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
            child.once('exit', () => {
              clearTimeout(force)
              stopped()
            })
            child.kill('SIGTERM')
          }),
      })
    })
  })
}

/** Where an engine's sources come from: the flags, and the lab plant when it is wanted. */
export type FlagSources = {
  /** `configured`: how many sources the settings have. @throws Error when the lab cannot start */
  readonly sources: (configured: number) => Promise<readonly RegistryInput[]>
  /** The brokers of the flags, and the lab's once it runs. */
  readonly brokers: () => readonly NamedBroker[]
  /** Of modules, by name: where the lab announces its NDI sources. */
  readonly moduleSettings: () => GivenModuleSettings
  /** Null while there is no lab. */
  readonly lab: () => LabProcess | null
  readonly stop: () => Promise<void>
}

export function createFlagSources(flags: HostFlags, labScript: string): FlagSources {
  let lab: LabProcess | null = null
  return {
    async sources(configured) {
      if (flags.lab === 'no' || (flags.lab === 'auto' && configured > 0)) return flags.sources
      lab ??= await startLabProcess(labScript, flags.labArgs)
      return [...flags.sources, RegistryInput.parse({ label: 'Lab plant', queryUrl: lab.registry, role: 'lab' })]
    },
    brokers: () => (lab === null ? flags.brokers : [...flags.brokers, { name: 'lab', url: lab.mqtt }]),
    moduleSettings: (): GivenModuleSettings =>
      lab === null ? {} : { ndi: { dnsDomain: lab.dnsDomain, dnsServers: [lab.dns] } },
    lab: () => lab,
    stop: async () => lab?.stop(),
  }
}
