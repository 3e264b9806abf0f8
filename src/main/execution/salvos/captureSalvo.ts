import { type Action, type SalvoCapture, SalvoInput } from '../../../contract'
import { routeOf } from '../../plant/lightRecord'
import type { PlantView } from '../../plant/plant'
import { scopeInWords } from '../../plant/scope'
import { entryName } from '../../policy/entryName'
import { HouseError } from '../houseError'
import { receiversIn } from '../scopeRouting'

/** As many entries as a salvo may have, and characters as its description may. */
const MOST_ENTRIES = 5000
const MOST_TEXT = 1000

/**
 * What brings the routing of a scope back: what is on a sender is connected, what is idle disconnected (if `idle`). What
 * is on an unknown stream is left out, and named.
 * @throws HouseError when nothing is left, or too much
 */
export function captureSalvo({ label, folder, scope, idle }: SalvoCapture, plant: PlantView): SalvoInput {
  const actions: Action[] = []
  const unknown: string[] = []
  for (const receiver of receiversIn(scope, plant)) {
    const { active, senderId } = routeOf(receiver)
    if (senderId !== null) actions.push({ type: 'route.connect', senderId, receiverId: receiver.id })
    else if (active) unknown.push(entryName(receiver))
    else if (idle) actions.push({ type: 'route.disconnect', receiverId: receiver.id })
  }
  const where = scopeInWords(scope)
  if (actions.length === 0) {
    const why = unknown.length === 0 ? 'nothing is routed there' : `what is routed there are unknown streams`
    throw new HouseError('invalid', `There is nothing to capture from ${where}: ${why} now.`)
  }
  if (actions.length > MOST_ENTRIES) {
    const text = `${where} has ${actions.length} routes; a salvo has ${MOST_ENTRIES} entries at most. Take a smaller part, or a snapshot.`
    throw new HouseError('invalid', text)
  }
  return SalvoInput.parse({ label, folder, description: descriptionOf(where, unknown), actions })
}

function descriptionOf(where: string, unknown: readonly string[]): string {
  const captured = `Captured from ${where}.`
  if (unknown.length === 0) return captured
  const text = `${captured} Left out, on unknown streams: ${unknown.join(', ')}.`
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT - 1)}…`
}
