import { type Actor, HousePart, type Id } from '../../contract'
import type { Discovery, ForeignChange } from '../discovery/discovery'
import { nameOf } from '../execution/actions'
import { auditNote } from '../store/auditNote'
import type { RunGate } from '../automation/runGate'
import type { HouseSettings } from '../execution/houseSettings'
import type { PlantView } from '../plant/plant'
import { inScope } from '../plant/scope'
import type { NewAuditRow } from '../store/repositories'
import type { Notify } from '../relay/moduleHost/moduleHost'
import { type Clock, timestamp } from '../telemetry/clock'
import type { EventLog } from './eventLog'

/** Where changes of what the house keeps are told. */
export type HouseSources = Readonly<
  Partial<Record<HousePart, { readonly onChange: (listener: () => void) => () => void }>>
>

/** Writes what runs, registries and the things of the house go through into the event log. Returns its end. */
export function recordEvents(
  log: EventLog,
  {
    runs,
    discovery,
    house,
  }: {
    readonly runs: Pick<RunGate, 'onRun'>
    readonly discovery: Pick<Discovery, 'onRegistry'>
    readonly house: HouseSources
  },
): () => void {
  const tell = (what: HousePart) =>
    house[what]?.onChange(() => log.append({ type: 'house', what })) ?? (() => undefined)
  const ends = [
    runs.onRun((run) => log.append({ type: 'run', run })),
    discovery.onRegistry((change) => {
      if ('registry' in change) log.append({ type: 'registry', registry: change.registry })
      else log.append({ type: 'registry.removed', registryId: change.removed })
    }),
    ...HousePart.options.map(tell),
  ]
  return () => {
    for (const end of ends) end()
  }
}

/** What modules, triggers and playbooks say to people, as events. */
export function recordNotices(log: EventLog, clock: Clock): Notify {
  return (severity, text, target, by) => {
    log.append({ type: 'notice', at: timestamp(clock.now()), severity, text, target, by })
  }
}

/**
 * Writes a route that somebody else changed into the event log; where Signalbox is the one controller, an alarm too.
 * Returns the rows that the audit is to have of it.
 */
export function recordForeignChange(
  log: EventLog,
  { plant, settings }: { readonly plant: PlantView; readonly settings: Pick<HouseSettings, 'get'> },
  change: ForeignChange,
): readonly NewAuditRow[] {
  const { at, receiverId, from, to } = change
  const name = (id: string | null): string => (id === null ? 'nothing' : nameOf(plant, id))
  const text = `${name(receiverId)} was changed by somebody else: ${name(from)} → ${name(to)}`
  log.append({ type: 'foreign-change', at: timestamp(at), receiverId, from, to, text })
  const noted = foreignRow('foreign-change', receiverId, text, { from, to })
  const entry = plant.get(receiverId)
  const isOurs = entry !== undefined && settings.get().soleController.scopes.some((scope) => inScope(scope, entry))
  if (!isOurs) return [noted]
  const alarm = `${text}. Signalbox is the one controller here.`
  log.append({ type: 'alarm', at: timestamp(at), code: 'FOREIGN_CHANGE', text: alarm, target: receiverId })
  return [noted, foreignRow('alarm', receiverId, alarm, { code: 'FOREIGN_CHANGE', from, to })]
}

/** Somebody else, known only by what changed. */
const STRANGER: Actor = { id: 'unknown', name: 'somebody else', role: 'viewer' }

function foreignRow(what: string, target: Id, summary: string, detail: Readonly<Record<string, unknown>>): NewAuditRow {
  return { ...auditNote({ actor: STRANGER, origin: 'engine' }, what, target, summary, detail), outcome: 'noted' }
}
