import { type Id, type Impact, type ImpactDependent, type ImpactRoute, MOST_IMPACT } from '../../../contract'
import type { PlantEntry, PlantView } from '../../plant/plant'
import { type Shelves, documentsOf } from './documents'
import type { ImpactQuestion, Impacts, Lost } from './impact'
import { whatIsLost } from './lost'
import { lostRoutes } from './lostRoutes'
import { mentionsIn } from './mentions'

/** Says what depends on things, from memory. */
export function createImpacts(plant: PlantView, shelves: Shelves): Impacts {
  function dependentsOn(lost: Lost): readonly ImpactDependent[] {
    const found: ImpactDependent[] = []
    for (const document of documentsOf(shelves, plant)) {
      const mentions = mentionsIn(document, lost)
      if (mentions === null) continue
      const { kind, id, label, words } = document
      const { subjects, isPlace } = mentions
      found.push({ kind, id, label, text: words(subjects, isPlace), subjects: subjects.slice(0, MOST_IMPACT) })
    }
    return found
  }

  return {
    of({ kind, id, what, site }) {
      const lost = whatIsLost(plant, kind, id, site)
      if (lost === null) return null
      const { label, entries } = lost
      const routes = lostRoutes(plant, entries, what)
      const dependents = dependentsOn(lost)
      const onAir = routes.filter((route) => route.onAir).length
      const total = { subjects: entries.length, routes: routes.length, onAir, dependents: dependents.length }
      return {
        ...{ kind, id, label, what, total },
        summary: summaryOf({ kind, id, what, site }, label, total),
        subjects: entries.slice(0, MOST_IMPACT).map((entry) => entry.id),
        routes: routes.slice(0, MOST_IMPACT),
        dependents: dependents.slice(0, MOST_IMPACT),
        highlight: highlightOf(plant, entries, routes),
      }
    },
  }
}

function summaryOf({ what }: ImpactQuestion, label: string, { routes, onAir, dependents }: Impact['total']): string {
  const verb = what === 'lose' ? 'Without' : 'With a change of'
  const felt = what === 'lose' ? 'lose what they have' : 'show something else'
  const feels = what === 'lose' ? 'loses what it has' : 'shows something else'
  const air = onAir === 0 ? '' : `, ${onAir} of them on air`
  const one = `1 destination ${feels}${onAir === 1 ? ', on air' : ''}`
  const first = routes === 0 ? 'no destination feels it' : routes === 1 ? one : `${routes} destinations ${felt}${air}`
  const house =
    dependents === 0
      ? 'nothing that is stored speaks of it'
      : dependents === 1
        ? '1 stored thing speaks of it'
        : `${dependents} stored things speak of it`
  return `${verb} ${label}, ${first}; ${house}.`
}

function highlightOf(
  plant: PlantView,
  entries: readonly PlantEntry[],
  routes: readonly ImpactRoute[],
): Impact['highlight'] {
  const devices = new Set<Id>()
  const senders = new Set<Id>()
  const receivers = new Set<Id>()
  const put = (entry: PlantEntry | undefined): void => {
    if (entry === undefined) return
    const { id, resource } = entry
    if (resource.kind === 'device') devices.add(id)
    if (resource.kind === 'sender') senders.add(id)
    if (resource.kind === 'receiver') receivers.add(id)
    if ((resource.kind === 'sender' || resource.kind === 'receiver') && resource.device_id !== null) {
      devices.add(resource.device_id)
    }
  }
  entries.forEach(put)
  for (const { receiverId, senderId, via } of routes) {
    for (const id of [receiverId, senderId, ...via]) put(plant.get(id))
  }
  return {
    devices: [...devices].slice(0, MOST_IMPACT),
    senders: [...senders].slice(0, MOST_IMPACT),
    receivers: [...receivers].slice(0, MOST_IMPACT),
    edges: routes.slice(0, MOST_IMPACT).map(({ senderId, receiverId }) => ({ senderId, receiverId })),
  }
}
