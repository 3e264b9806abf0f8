import type { Id, LightReceiver, LightSender } from '../../contract'

/** An edge of the picture. */
export type RouteEdge = {
  readonly senderId: Id
  readonly receiverId: Id
  readonly inferred: boolean
  readonly receiver: LightReceiver
}

type Index = { readonly edges: readonly RouteEdge[]; readonly bySender: ReadonlyMap<Id, readonly Id[]> }
const indexes = new WeakMap<ReadonlyMap<Id, LightReceiver>, Index>()

function indexOf(receivers: ReadonlyMap<Id, LightReceiver>): Index {
  const known = indexes.get(receivers)
  if (known !== undefined) return known
  const edges: RouteEdge[] = []
  const bySender = new Map<Id, Id[]>()
  for (const receiver of receivers.values()) {
    const senderId = sourceOf(receiver)
    if (senderId === null) continue
    edges.push({ senderId, receiverId: receiver.id, inferred: receiver.route.inferred, receiver })
    const of = bySender.get(senderId)
    if (of === undefined) bySender.set(senderId, [receiver.id])
    else of.push(receiver.id)
  }
  const index = { edges, bySender }
  indexes.set(receivers, index)
  return index
}

/** The sender a receiver is on, null when it is on none (or on something unknown). */
export function sourceOf(receiver: LightReceiver | undefined): Id | null {
  return receiver?.route.active === true ? receiver.route.senderId : null
}

/** Every route of the picture; the same list for the same map. */
export const routesOf = (receivers: ReadonlyMap<Id, LightReceiver>): readonly RouteEdge[] => indexOf(receivers).edges

const none: readonly Id[] = []

/** The receivers that are on a sender; the same list for the same map. */
export const receiversOf = (receivers: ReadonlyMap<Id, LightReceiver>, senderId: Id): readonly Id[] =>
  indexOf(receivers).bySender.get(senderId) ?? none

type Port = LightSender | LightReceiver
const byParent = new WeakMap<ReadonlyMap<Id, Port>, ReadonlyMap<Id | null, readonly Port[]>>()

/** The ports of a device (null: of none), ordered by what people read; the same list for the same map. */
export function portsOf<P extends Port>(ports: ReadonlyMap<Id, P>, deviceId: Id | null): readonly P[] {
  let index = byParent.get(ports)
  if (index === undefined) {
    const groups = new Map<Id | null, Port[]>()
    for (const port of ports.values()) {
      const of = groups.get(port.parent)
      if (of === undefined) groups.set(port.parent, [port])
      else of.push(port)
    }
    for (const group of groups.values()) group.sort((a, b) => byTitle.compare(titleOf(a), titleOf(b)))
    index = groups
    byParent.set(ports, groups)
  }
  return (index.get(deviceId) ?? []) as readonly P[]
}

/** Reading order of names: `CAM 2` before `CAM 10`. */
export const byTitle = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** What people call it: the operator's alias, else the device's own label, else the beginning of its id. */
export function titleOf(record: { readonly id: Id; readonly label: string; readonly alias: string | null }): string {
  if (record.alias !== null && record.alias !== '') return record.alias
  return record.label === '' ? `unnamed ${record.id.slice(0, 8)}` : record.label
}
