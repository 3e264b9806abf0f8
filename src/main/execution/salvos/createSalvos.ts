import { type Id, SalvoInput, type SalvoPatch } from '../../../contract'
import type { PlantView } from '../../plant/plant'
import type { DocumentRepository, StoredSalvo } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import { auditNote } from '../../store/auditNote'
import type { Asker, Execution } from '../execution'
import { HouseError } from '../houseError'
import { type DocumentPen, createKeptDocuments } from '../../store/keptDocuments'
import { captureSalvo } from './captureSalvo'
import { checkActions, checkHotkey, checkRevision, labelsOf, shownSalvo } from './salvoRules'
import type { Salvos } from './salvos'
import { naturalOrder } from '../../plant/naturalOrder'

export function createSalvos(parts: {
  readonly repository: DocumentRepository<StoredSalvo>
  readonly execution: Pick<Execution, 'start'>
  readonly plant: PlantView
  readonly clock: Clock
  readonly ids: () => Id
}): Salvos {
  const { repository, execution, plant, clock, ids } = parts
  const kept = createKeptDocuments(repository)

  /** @throws HouseError */
  function known(id: Id): StoredSalvo {
    const stored = kept.get(id)
    if (stored === undefined) throw new HouseError('unknown', `There is no salvo ${id.slice(0, 60)}.`)
    return stored
  }

  /** @throws HouseError, StoreError */
  async function save(pen: DocumentPen<StoredSalvo>, asker: Asker, id: Id, input: SalvoInput, what: string) {
    const before = kept.get(id) ?? null
    checkActions(input.actions, plant)
    checkHotkey(input.hotkey, id, kept.all())
    const salvo: StoredSalvo = {
      ...input,
      id,
      labels: labelsOf(input.actions, plant, before),
      revision: (before?.revision ?? 0) + 1,
      editedBy: asker.actor,
      editedAt: timestamp(clock.now()),
    }
    const entries = input.actions.length === 1 ? '1 entry' : `${input.actions.length} entries`
    const summary = `Salvo “${salvo.label}” ${what}, ${entries}`
    const detail = { revision: salvo.revision, actions: salvo.actions, hotkey: salvo.hotkey }
    await pen.put(salvo, [auditNote(asker, before === null ? 'salvo.create' : 'salvo.update', id, summary, detail)])
    return shownSalvo(salvo, plant)
  }

  return {
    list: () =>
      kept
        .all()
        .toSorted((a, b) => naturalOrder(a.folder, b.folder) || naturalOrder(a.label, b.label))
        .map((stored) => shownSalvo(stored, plant)),
    get(id) {
      const stored = kept.get(id)
      return stored === undefined ? null : shownSalvo(stored, plant)
    },
    create: (asker, input) => kept.inTurn((pen) => save(pen, asker, ids(), input, 'made')),
    capture: (asker, input) =>
      kept.inTurn((pen) => save(pen, asker, ids(), captureSalvo(input, plant), 'captured from the routing')),
    update: (asker, id, patch) =>
      kept.inTurn((pen) => {
        const stored = known(id)
        checkRevision(stored, patch.revision)
        return save(pen, asker, id, patched(stored, patch), 'changed')
      }),
    remove: (asker, id) =>
      kept.inTurn(async (pen) => {
        const stored = known(id)
        const summary = `Salvo “${stored.label}” removed`
        await pen.remove(id, [auditNote(asker, 'salvo.remove', id, summary, { salvo: stored })])
      }),
    async fire(asker, id, options) {
      const { label, actions, onFailure, activation, change } = known(id)
      return execution.start(asker, {
        ...options,
        actions,
        onRefused: options.onRefused ?? 'skip',
        onFailure: options.onFailure ?? onFailure ?? undefined,
        activation: options.activation ?? activation,
        change: options.change || change,
        source: { kind: 'salvo', id, label },
        skipDone: true,
      })
    },
    onChange: kept.onChange,
    start: kept.start,
  }
}

function patched(stored: StoredSalvo, { revision: _edited, ...patch }: SalvoPatch): SalvoInput {
  const { label, folder, description, hotkey, onFailure, activation, change, actions } = stored
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  return SalvoInput.parse({ label, folder, description, hotkey, onFailure, activation, change, actions, ...given })
}
