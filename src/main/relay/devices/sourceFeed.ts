import type { Id } from '../../../contract'
import type { Resource } from '../../nmos/resources'
import type { Plant } from '../../plant/plant'
import type { WitnessChange } from '../../plant/witness'
import type { Logger } from '../../telemetry/logger'
import type { ModuleInput } from '../module'
import type { ModulePorts } from './modulePorts'
import { moduleDevice, moduleFlow, moduleNode, sourceIdOf, sourceSender } from './plantResources'

/** What the inputs of modules can be on, as senders of the plant. */
export type SourceFeed = {
  /** Asks the modules again. */
  readonly refresh: () => void
  /** The sender that a module's input names: a source of the module, else any sender by its id. */
  readonly idOf: (module: string, name: string) => Id
  /** What an input of the module takes: its sources are of that kind, as long as all its inputs are. */
  readonly noteFormat: (module: string, format: ModuleInput['format']) => void
  /** Grows whenever `idOf` may answer otherwise than before. */
  readonly age: () => number
  /** Whether, since the last `refresh`, something was named that nothing is known of, or a format is otherwise. */
  readonly isStale: () => boolean
}

/** The contract's limit of an id. */
const LONGEST_ID = 200
/** Names that nothing is known of, remembered so that they are asked for once. */
const MOST_UNKNOWN = 1_000

export function createSourceFeed(parts: {
  readonly plant: Plant
  readonly ports: Pick<ModulePorts, 'sources'>
  readonly logger: Logger
}): SourceFeed {
  const { plant, ports, logger } = parts
  /** By module: what it has, by id. */
  const known = new Map<string, ReadonlyMap<Id, Resource>>()
  const unknown = new Set<Id>()
  const formats = new Map<string, ModuleInput['format'] | 'mixed'>()
  let isStale = false
  let age = 0
  const saidTooLong = new Set<string>()

  function show(module: string, resources: readonly Resource[]): void {
    const before = known.get(module)
    const now = new Map(resources.map((resource) => [resource.id, resource]))
    const changes: WitnessChange[] = resources.map((resource) => ({ type: 'put', resource }))
    for (const id of before?.keys() ?? []) if (!now.has(id)) changes.push({ type: 'remove', id })
    if (now.size > 0) known.set(module, now)
    else known.delete(module)
    plant.witnessed({ id: `module:${module}`, kind: 'broker', label: module }).apply(changes)
  }

  function fits(module: string, name: string): boolean {
    const isFit = name !== '' && sourceIdOf(module, name).length <= LONGEST_ID
    if (!isFit && !saidTooLong.has(module)) {
      saidTooLong.add(module)
      logger.warn('A source has a name that is too long for the picture, or none', { module, name: name.slice(0, 200) })
    }
    return isFit
  }

  return {
    refresh() {
      isStale = false
      age += 1
      const given = ports.sources()
      for (const module of known.keys()) if (!given.some((one) => one.module === module)) show(module, [])
      for (const { module, title, sources } of given) {
        const senders = sources.filter(({ name }) => fits(module, name)).map((source) => sourceSender(module, source))
        const frame = senders.length === 0 ? [] : [moduleNode(module, title), moduleDevice(module, title)]
        const format = formats.get(module) ?? 'mixed'
        const flow = senders.length === 0 || format === 'mixed' ? [] : [moduleFlow(module, format)]
        show(module, [...frame, ...flow, ...senders])
      }
      for (const resources of known.values()) for (const id of resources.keys()) unknown.delete(id)
    },
    idOf(module, name) {
      const own = sourceIdOf(module, name)
      if (known.get(module)?.has(own) === true) return own
      if (plant.entry('sender', name) !== undefined) return name
      if (!unknown.has(own) && unknown.size < MOST_UNKNOWN) {
        unknown.add(own)
        isStale = true
      }
      return name
    },
    noteFormat(module, format) {
      const before = formats.get(module)
      if (before === format || before === 'mixed') return
      formats.set(module, before === undefined ? format : 'mixed')
      isStale = true
    },
    age: () => age,
    isStale: () => isStale,
  }
}
