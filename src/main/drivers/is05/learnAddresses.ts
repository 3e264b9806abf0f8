import PQueue from 'p-queue'
import type { Action, Change, Id } from '../../../contract'
import { controlsOf, transportName } from '../../nmos/urn'
import type { EntryOf, PlantView } from '../../plant/plant'

/** Nodes asked side by side; of one node its senders are asked one after another. */
const NODES_AT_ONCE = 24
/** How long an action waits for what others send to, ms. What is silent for so long stays unknown. */
const LIMIT_MS = 3000

/** Active senders whose devices could say where they send to now, and have not. */
export function unreadSenders(plant: PlantView): readonly EntryOf<'sender'>[] {
  return [...plant.all('sender')].filter(
    ({ connection, status, resource }) =>
      status === 'online' &&
      connection?.active === true &&
      connection.readAt === null &&
      transportName(resource.transport) === 'rtp' &&
      isAnswerable(plant, resource.device_id),
  )
}

function isAnswerable(plant: PlantView, deviceId: Id | null): boolean {
  const device = plant.entry('device', deviceId ?? '')?.resource
  return device !== undefined && controlsOf(device, 'sr-ctrl').length > 0
}

/**
 * Reads where senders send to that nobody has asked yet, before one is sent elsewhere: the address may be taken. `read`
 * reads one and tells the plant; it does not reject.
 */
export async function learnAddresses(
  plant: PlantView,
  actions: readonly Action[],
  read: (target: Change['target'], signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const moved = actions.flatMap((action) => addressed(plant, action) ?? [])
  if (moved.length === 0) return
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)])
  const wanted = new Map<Id, EntryOf<'sender'>>(unreadSenders(plant).map((sender) => [sender.id, sender]))
  for (const sender of moved) if (sender.connection?.readAt == null) wanted.set(sender.id, sender)
  const byNode = new Map<Id, EntryOf<'sender'>[]>()
  for (const sender of wanted.values()) {
    const node = plant.entry('device', sender.resource.device_id ?? '')?.resource.node_id ?? ''
    const own = byNode.get(node)
    if (own === undefined) byNode.set(node, [sender])
    else own.push(sender)
  }
  const queue = new PQueue({ concurrency: NODES_AT_ONCE })
  for (const senders of byNode.values()) {
    void queue.add(async () => {
      for (const { id } of senders) if (!limited.aborted) await read({ kind: 'sender', id, label: '' }, limited)
    })
  }
  await queue.onIdle()
}

function addressed(plant: PlantView, action: Action): EntryOf<'sender'> | null {
  if (action.type !== 'sender.activate' || action.legs === undefined) return null
  return plant.entry('sender', action.senderId) ?? null
}
