import type { Action, Id, Salvo } from '../../../contract'
import type { PlantView } from '../../plant/plant'
import type { StoredSalvo } from '../../store/repositories'
import { isHoldAction, nameOf, targetOf } from '../actions'
import { HouseError } from '../houseError'

/** @throws HouseError naming destinations that two entries switch (or hold), and entries that wait for none */
export function checkActions(actions: readonly Action[], plant: PlantView): void {
  const twice = namedTwice(actions)
  if (twice.length > 0) {
    const names = inWords(twice.map((id) => nameOf(plant, id)))
    const verb = twice.length === 1 ? 'is' : 'are'
    throw new HouseError('invalid', `${names} ${verb} in this salvo more than once; each may be switched once.`)
  }
  for (const [i, { needs }] of actions.entries()) {
    const missing = needs?.find((need) => need >= actions.length)
    if (missing === undefined) continue
    const text = `Entry ${i + 1} waits for entry ${missing + 1}, and there are only ${actions.length}.`
    throw new HouseError('invalid', text)
  }
}

/** One thing may be switched once and held once. */
function namedTwice(actions: readonly Action[]): readonly Id[] {
  const claims = new Set<string>()
  const twice = new Set<Id>()
  for (const action of actions) {
    const { id } = targetOf(action)
    const claim = `${isHoldAction(action) ? 'hold' : 'switch'} ${id}`
    if (claims.has(claim)) twice.add(id)
    claims.add(claim)
  }
  return [...twice]
}

/** @throws HouseError naming the salvo that has the key */
export function checkHotkey(wanted: string | null, id: Id, salvos: readonly StoredSalvo[]): void {
  if (wanted === null) return
  const other = salvos.find((salvo) => salvo.id !== id && salvo.hotkey === wanted)
  if (other === undefined) return
  throw new HouseError('state', `${wanted} fires “${other.label}” already; give one of them another key.`)
}

/** @throws HouseError naming who saved when, if the salvo is another than the one that was edited */
export function checkRevision(stored: StoredSalvo, revision: number | undefined): void {
  if (revision === undefined || revision === stored.revision) return
  const { label, editedBy, editedAt } = stored
  throw new HouseError(
    'state',
    `${editedBy.name} saved “${label}” at ${editedAt}, after you had opened it. Look at it again, then repeat your change.`,
  )
}

/** What things are called now; for those that the plant does not have, what they were called when it was saved before. */
export function labelsOf(
  actions: readonly Action[],
  plant: PlantView,
  before: Pick<StoredSalvo, 'actions' | 'labels'> | null,
): StoredSalvo['labels'] {
  const known = new Map<Id, string>()
  for (const [i, action] of (before?.actions ?? []).entries()) {
    const labels = before?.labels[i]
    const { senderId, receiverId } = idsOf(action)
    if (senderId !== null && typeof labels?.sender === 'string') known.set(senderId, labels.sender)
    if (receiverId !== null && typeof labels?.receiver === 'string') known.set(receiverId, labels.receiver)
  }
  const label = (id: Id | null): string | null => {
    if (id === null) return null
    return plant.get(id) === undefined ? (known.get(id) ?? null) : nameOf(plant, id)
  }
  return actions.map((action) => {
    const { senderId, receiverId } = idsOf(action)
    return { sender: label(senderId), receiver: label(receiverId) }
  })
}

/** A salvo as it is shown: with the names of now, and what the plant does not have any more. */
export function shownSalvo({ labels, ...salvo }: StoredSalvo, plant: PlantView): Salvo {
  const entries = salvo.actions.map((action, i) => {
    const { senderId, receiverId } = idsOf(action)
    const isThere = (kind: 'sender' | 'receiver', id: Id) => plant.entry(kind, id) !== undefined
    const label = (id: Id | null, kept: string | null) =>
      id === null ? null : plant.get(id) === undefined ? (kept ?? id) : nameOf(plant, id)
    return {
      senderLabel: label(senderId, labels[i]?.sender ?? null),
      receiverLabel: label(receiverId, labels[i]?.receiver ?? null),
      missing: [
        ...(senderId === null || isThere('sender', senderId) ? [] : [senderId]),
        ...(receiverId === null || isThere('receiver', receiverId) ? [] : [receiverId]),
      ],
    }
  })
  return { ...salvo, entries }
}

function idsOf(action: Action): { readonly senderId: Id | null; readonly receiverId: Id | null } {
  return {
    senderId: 'senderId' in action ? action.senderId : null,
    receiverId: 'receiverId' in action ? action.receiverId : null,
  }
}

/** `MON 1`, `MON 1 and MON 2`, `MON 1, MON 2 and 7 more`. */
export function inWords(names: readonly string[]): string {
  const [first, second, third, ...others] = names
  if (second === undefined) return first ?? ''
  if (third === undefined) return `${first ?? ''} and ${second}`
  return `${first ?? ''}, ${second} and ${others.length === 0 ? third : `${others.length + 1} more`}`
}
