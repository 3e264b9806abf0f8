import { type Id, TallyMappingInput, type TallyMapping, type TallyMappingPatch } from '../../contract'
import type { z } from 'zod'
import { naturalOrder } from '../plant/naturalOrder'
import type { PlantView } from '../plant/plant'
import type { KeptDocuments } from '../store/keptDocuments'
import type { StoredTallyMapping } from '../store/repositories'
import { timestamp } from '../telemetry/clock'
import { checkMapping } from './mappingRules'
import type { MappingState } from './mappingStates'
import { nameOf } from './upstream'
import { type TallyBook, TallyError } from './tally'
import { auditNote } from '../store/auditNote'

const MOST_MAPPINGS = 20_000

/** What is done to mappings: checked, audited, on disk. */
export function createMappingBook(parts: {
  readonly kept: KeptDocuments<StoredTallyMapping>
  readonly plant: PlantView
  readonly ids: () => Id
  readonly stateOf: (id: Id) => MappingState
}): Pick<TallyBook, 'mappings' | 'create' | 'update' | 'remove'> {
  const { kept, plant, ids, stateOf } = parts

  function shown(stored: StoredTallyMapping): TallyMapping {
    const { active, stale, since } = stateOf(stored.id)
    return { ...stored, active, stale, since: since === null ? null : timestamp(since) }
  }

  function known(id: Id): StoredTallyMapping {
    const stored = kept.get(id)
    if (stored === undefined) throw new TallyError('unknown', `There is no tally mapping ${id.slice(0, 60)}.`)
    return stored
  }

  function inWords({ label, source, targets, means }: TallyMappingInput): string {
    const names = targets.map((target) =>
      target.kind === 'group' ? target.group : nameOf(plant.get(target.id), target.id),
    )
    const few = names.slice(0, 3).join(', ')
    const rest = names.length > 3 ? ` and ${names.length - 3} more` : ''
    return `${label === '' ? source : `“${label}”`} means ${means} for ${few}${rest}`
  }

  return {
    mappings: () =>
      kept
        .all()
        .map(shown)
        .sort((a, b) => naturalOrder(a.label, b.label) || a.id.localeCompare(b.id)),
    create: (asker, input) =>
      kept
        .inTurn(async (pen) => {
          checkMapping(input, plant)
          if (kept.all().length >= MOST_MAPPINGS) {
            throw new TallyError('state', `There are ${MOST_MAPPINGS} tally mappings; remove some first.`)
          }
          const stored = { ...input, id: ids() }
          await pen.put(stored, [
            auditNote(asker, 'tally.create', stored.id, `Tally mapping: ${inWords(stored)}`, { mapping: stored }),
          ])
          return stored.id
        })
        .then((id) => shown(known(id))),
    update: (asker, id, patch) =>
      kept
        .inTurn(async (pen) => {
          const before = known(id)
          const stored = { ...TallyMappingInput.parse({ ...fieldsOf(before), ...given(patch) }), id }
          checkMapping(stored, plant)
          const summary = `Tally mapping changed: ${inWords(stored)}${stored.enabled ? '' : ', switched off'}`
          await pen.put(stored, [auditNote(asker, 'tally.update', id, summary, { before, after: stored })])
        })
        .then(() => shown(known(id))),
    remove: (asker, id) =>
      kept.inTurn(async (pen) => {
        const stored = known(id)
        await pen.remove(id, [
          auditNote(asker, 'tally.remove', id, `Tally mapping removed: ${inWords(stored)}`, { mapping: stored }),
        ])
      }),
  }
}

function fieldsOf({ label, source, when, targets, means, enabled }: StoredTallyMapping): TallyMappingInput {
  return { label, source, when, targets, means, enabled }
}

function given(patch: z.infer<typeof TallyMappingPatch>): object {
  return Object.fromEntries(
    Object.keys(TallyMappingInput.shape).flatMap((name) => {
      const value = (patch as Readonly<Record<string, unknown>>)[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}
