import type { Discovery, ForeignChange } from '../discovery/discovery'
import type { Execution } from '../execution/execution'
import type { PlantView } from '../plant/plant'
import { timestamp } from '../telemetry/clock'
import type { EventLog } from './eventLog'

/** Writes what runs and registries go through into the event log. Returns its end. */
export function recordEvents(
  log: EventLog,
  {
    execution,
    discovery,
  }: { readonly execution: Pick<Execution, 'onRun'>; readonly discovery: Pick<Discovery, 'onRegistry'> },
): () => void {
  const ends = [
    execution.onRun((run) => log.append({ type: 'run', run })),
    discovery.onRegistry((change) => {
      if ('registry' in change) log.append({ type: 'registry', registry: change.registry })
      else log.append({ type: 'registry.removed', registryId: change.removed })
    }),
  ]
  return () => {
    for (const end of ends) end()
  }
}

/** Writes a route that somebody else changed into the event log. Returns what it says of it. */
export function recordForeignChange(log: EventLog, plant: PlantView, change: ForeignChange): string {
  const { at, receiverId, from, to } = change
  const name = (id: string | null): string => {
    if (id === null) return 'nothing'
    const entry = plant.get(id)
    return entry?.alias ?? entry?.resource.label ?? id
  }
  const text = `${name(receiverId)} was changed by somebody else: ${name(from)} → ${name(to)}`
  log.append({ type: 'foreign-change', at: timestamp(at), receiverId, from, to, text })
  return text
}
