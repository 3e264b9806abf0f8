import type { Id, Impact, ImpactRoute } from '../../../contract'
import { countsAsOnAir } from '../../execution/onAir'
import type { EntryOf, PlantEntry, PlantView } from '../../plant/plant'
import { sentOn } from '../../plant/signalPath'
import { entryName } from '../../policy/entryName'
import { naturalOrder } from '../../plant/naturalOrder'

type Step = {
  readonly sender: EntryOf<'sender'>
  readonly depth: number
  readonly via: readonly Id[]
  /** What is lost at the beginning of the way. */
  readonly root: string
}

/**
 * Which destinations would not have what they have, nearest first: those on lost senders, those that are lost, and, where
 * a device makes its output from what it gets, those on that; and so on. Each destination is there once, by the shortest
 * way.
 */
export function lostRoutes(
  plant: PlantView,
  entries: readonly PlantEntry[],
  what: Impact['what'],
): readonly ImpactRoute[] {
  const routes = new Map<Id, ImpactRoute>()
  const seen = new Set<Id>()
  const lost = new Set(entries.map(({ id }) => id))
  let steps: Step[] = []

  const enter = (sender: EntryOf<'sender'>, depth: number, via: readonly Id[], root: string): void => {
    if (seen.has(sender.id)) return
    seen.add(sender.id)
    steps.push({ sender, depth, via, root })
  }

  const through = (receiver: EntryOf<'receiver'>, depth: number, via: readonly Id[], root: string): void => {
    for (const next of sentOn(plant, receiver)) enter(next, depth, [...via, receiver.id], root)
  }

  function add(receiver: EntryOf<'receiver'>, { sender, depth, via, root }: Step): void {
    if (routes.has(receiver.id)) return
    const isLost = lost.has(receiver.id)
    routes.set(receiver.id, {
      receiverId: receiver.id,
      label: entryName(receiver),
      senderId: sender.id,
      senderLabel: entryName(sender),
      isLost,
      depth,
      via: [...via],
      onAir: countsAsOnAir(receiver.marks.tally),
      text: inWords(entryName(receiver), entryName(sender), { isLost, depth, root, what }),
    })
  }

  for (const entry of entries) {
    if (entry.resource.kind === 'sender') {
      const sender = plant.entry('sender', entry.id)
      if (sender !== undefined) enter(sender, 1, [], entryName(sender))
    }
  }
  for (const entry of entries) {
    if (entry.resource.kind !== 'receiver') continue
    const receiver = plant.entry('receiver', entry.id)
    if (receiver === undefined) continue
    const senderId = receiver.connection?.active === true ? receiver.connection.senderId : null
    const sender = senderId === null ? undefined : plant.entry('sender', senderId)
    if (sender !== undefined) add(receiver, { sender, depth: 1, via: [], root: entryName(sender) })
    through(receiver, 2, [], entryName(receiver))
  }
  while (steps.length > 0) {
    const now = steps
    steps = []
    for (const step of now) {
      for (const receiver of plant.receiversOfSender(step.sender.id)) {
        add(receiver, step)
        through(receiver, step.depth + 1, [...step.via, step.sender.id], step.root)
      }
    }
  }
  return [...routes.values()].sort(
    (a, b) => Number(b.onAir) - Number(a.onAir) || a.depth - b.depth || naturalOrder(a.label, b.label),
  )
}

function inWords(
  receiver: string,
  sender: string,
  {
    isLost,
    depth,
    root,
    what,
  }: Pick<ImpactRoute, 'isLost' | 'depth'> & { readonly root: string; readonly what: Impact['what'] },
): string {
  const made = depth > 1 ? `, which is made from ${root}` : ''
  if (what === 'change') return `${receiver} shows ${sender}${made}: it changes with it`
  return isLost && depth === 1 ? `${receiver} is lost; it has ${sender}` : `${receiver} loses ${sender}${made}`
}
