import type { z } from 'zod'
import type { Id, Registry, RegistryInput, RegistryPatch } from '../../contract'
import type { NmosHttp } from '../nmos/http'
import type { Plant } from '../plant/plant'
import type { WitnessFeed } from '../plant/witness'
import type { RegistryRepository, StoredRegistry } from '../store/repositories'
import type { Clock } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { createActiveReader } from './activeReader'
import { BadSourceError } from './badSource'
import type { Discovery, ForeignChange } from './discovery'
import { followSource } from './followSource'
import { watchForeignChanges } from './foreignChanges'
import { createIntake } from './intake'
import { DISCOVERY_DEFAULTS, type DiscoveryOptions } from './options'
import { checkSource, sourceKey } from './sourceCheck'
import { type SourceStatus, createSourceStatus } from './sourceStatus'

/** What discovery is made of. */
export type DiscoveryParts = {
  readonly plant: Plant
  readonly http: NmosHttp
  readonly registries: RegistryRepository
  /** Given at the start; they cannot be changed and are not kept. */
  readonly fixed: readonly RegistryInput[]
  readonly clock: Clock
  /** 0 ≤ x < 1. */
  readonly random: () => number
  readonly ids: () => Id
  readonly logger: Logger
  readonly options?: Partial<DiscoveryOptions>
}

/** Discovery, and what it hears of routes that others change. */
export type PlantDiscovery = Discovery & {
  readonly onForeignChange: (listener: (change: ForeignChange) => void) => () => void
  /** Before a PATCH of ours: the route of this receiver is being set to `senderId` (null: off). */
  readonly noteOwn: (receiverId: Id, senderId: Id | null) => void
}

type Source = {
  readonly stored: StoredRegistry
  readonly from: Registry['from']
  readonly feed: WitnessFeed
  readonly status: SourceStatus
  /** Ends following and waits for its end. */
  readonly stop: () => Promise<void>
}

type Patch = z.infer<typeof RegistryPatch>

export function createDiscovery(parts: DiscoveryParts): PlantDiscovery {
  const { plant, http, registries, clock, random, ids } = parts
  const logger = parts.logger.child({ part: 'discovery' })
  const options = { ...DISCOVERY_DEFAULTS, ...parts.options }
  const sources = new Map<Id, Source>()
  const listeners = new Set<Parameters<Discovery['onRegistry']>[0]>()
  const foreign = watchForeignChanges(plant, clock, options, (error) => {
    logger.error('A listener of foreign changes failed', { error: String(error) })
  })
  const reader = createActiveReader({ plant, http, options, logger, isOurs: foreign.isOurs })

  function tell(change: { readonly registry: Registry } | { readonly removed: Id }): void {
    for (const listener of [...listeners]) {
      try {
        listener(change)
      } catch (error) {
        logger.error('A listener of registries failed', { error: String(error) })
      }
    }
  }

  function registryOf({ stored, from, status, feed }: Source): Registry {
    return { ...stored, from, status: { ...status.now(), resources: feed.count() } }
  }

  function begin(stored: StoredRegistry, from: Registry['from'], refusal: string | null): Source {
    const { id, label, enabled } = stored
    const witness = { id, kind: stored.kind === 'node' ? 'node' : 'registry', label } as const
    const feed = plant.witnessed(witness)
    const log = logger.child({ source: id, label })
    const isOn = enabled && refusal === null
    const status = createSourceStatus(clock, isOn ? 'connecting' : 'off', () => {
      const current = sources.get(id)
      if (current !== undefined && current.status === status) tell({ registry: registryOf(current) })
    })
    if (refusal !== null) status.set({ problem: refusal })
    const ending = new AbortController()
    const intake = createIntake(plant, id, log)
    const following = isOn
      ? followSource(
          stored,
          { http, plant, witness: id, feed, intake, status, clock, random, logger: log, options },
          ending.signal,
        )
      : Promise.resolve()
    const stop = async () => {
      ending.abort()
      await following
    }
    const source: Source = { stored, from, feed, status, stop }
    sources.set(id, source)
    tell({ registry: registryOf(source) })
    return source
  }

  function twinOf(input: RegistryInput, except: Id | null): Source | undefined {
    const key = sourceKey(input)
    return [...sources.values()].find(({ stored }) => stored.id !== except && sourceKey(stored) === key)
  }

  function refuseTwin(input: RegistryInput, except: Id | null): void {
    const twin = twinOf(input, except)
    if (twin === undefined) return
    throw new BadSourceError(
      `“${twin.stored.label}” is at this address already; change that one, or give another address.`,
    )
  }

  /** What the store or a flag brings must not keep the engine from starting. */
  function beginTolerantly(stored: StoredRegistry, from: Registry['from']): void {
    try {
      checkSource(stored)
      refuseTwin(stored, stored.id)
      begin(stored, from, null)
    } catch (error) {
      if (!(error instanceof BadSourceError)) throw error
      logger.warn('A source of the plant cannot be used', { label: stored.label, problem: error.message })
      begin(stored, from, error.message)
    }
  }

  function ofSettings(id: Id): Source | null {
    const source = sources.get(id)
    if (source === undefined) return null
    if (source.from === 'settings') return source
    throw new BadSourceError(`“${source.stored.label}” was given at the start and is changed there, not here.`)
  }

  return {
    async start() {
      parts.fixed.forEach((input, i) => {
        beginTolerantly({ ...input, id: `flag-${i + 1}` }, 'flag')
      })
      for (const stored of await registries.all()) beginTolerantly(stored, 'settings')
    },
    async stop() {
      await Promise.all([...sources.values()].map((source) => source.stop()))
      reader.stop()
      foreign.stop()
      listeners.clear()
    },
    list: () => [...sources.values()].map(registryOf).sort((a, b) => a.priority - b.priority),
    async add(input) {
      checkSource(input)
      refuseTwin(input, null)
      const stored: StoredRegistry = { ...input, id: ids() }
      await registries.put(stored)
      return registryOf(begin(stored, 'settings', null))
    },
    async update(id, patch) {
      const source = ofSettings(id)
      if (source === null) return null
      const stored = patched(source.stored, patch)
      checkSource(stored)
      refuseTwin(stored, id)
      await registries.put(stored)
      await source.stop()
      if (!stored.enabled || sourceKey(stored) !== sourceKey(source.stored)) source.feed.withdraw()
      return registryOf(begin(stored, 'settings', null))
    },
    async remove(id) {
      const source = ofSettings(id)
      if (source === null) return false
      await registries.remove(id)
      await source.stop()
      sources.delete(id)
      source.feed.withdraw()
      tell({ removed: id })
      return true
    },
    onRegistry(listener) {
      const one: typeof listener = (change) => {
        listener(change)
      }
      listeners.add(one)
      return () => {
        listeners.delete(one)
      }
    },
    onForeignChange: foreign.onForeignChange,
    noteOwn: foreign.noteOwn,
  }
}

function patched(stored: StoredRegistry, patch: Patch): StoredRegistry {
  const given = Object.entries(patch).filter(([key, value]) => value !== undefined && key !== 'id')
  return { ...stored, ...Object.fromEntries(given) }
}
