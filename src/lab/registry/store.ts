import type { ApiVersion } from './apiVersion'
import { parentOf, resourceTypes, type ResourceData, type ResourceType } from './kinds'
import type { Revision } from './revision'
import type { Tai } from '../time/tai'
import { TimeOrder } from './timeOrder'

/** One change of the registry's content. Only `post`: added; only `pre`: removed; both: modified. */
export type Change =
  | { readonly type: ResourceType; readonly id: string; readonly pre?: undefined; readonly post: Revision }
  | { readonly type: ResourceType; readonly id: string; readonly pre: Revision; readonly post?: undefined }
  | { readonly type: ResourceType; readonly id: string; readonly pre: Revision; readonly post: Revision }

/** A resource from its creation to its removal. */
export type Slot = { readonly id: string; revision: Revision | undefined }

/** The order in which a list is paged (`paging.order`). */
export type PagingOrder = 'create' | 'update'

type Shelf = { readonly orders: Readonly<Record<PagingOrder, TimeOrder<Slot>>>; latest: Tai; live: number }

function emptyShelf(): Shelf {
  return {
    orders: {
      create: new TimeOrder<Slot>((slot, stamp) => slot.revision?.created === stamp),
      update: new TimeOrder<Slot>((slot, stamp) => slot.revision?.updated === stamp),
    },
    latest: 0n,
    live: 0,
  }
}

function emptyShelves(): Record<ResourceType, Shelf> {
  return {
    node: emptyShelf(),
    device: emptyShelf(),
    source: emptyShelf(),
    flow: emptyShelf(),
    sender: emptyShelf(),
    receiver: emptyShelf(),
  }
}

/** The id of a resource's parent as the resource names it; undefined for a node. */
export function parentIdOf(type: ResourceType, data: ResourceData): string | undefined {
  const parent = parentOf(type)
  const id = parent === undefined ? undefined : data[parent.key]
  return typeof id === 'string' ? id : undefined
}

/** What the registry holds, with the orders that paging needs and the way down from parent to children. */
export class ResourceStore {
  private slots = new Map<string, Slot>()
  private children = new Map<string, Set<string>>()
  private shelves = emptyShelves()
  private readonly listeners = new Set<(change: Change) => void>()

  constructor(private readonly nextStamp: () => Tai) {}

  /** The resource with that id, of whatever kind. */
  get(id: string): Revision | undefined {
    return this.slots.get(id)?.revision
  }

  /** Adds a resource or replaces it; `data` belongs to the store from here on and must not be changed. */
  put(type: ResourceType, id: string, apiVersion: ApiVersion, data: ResourceData): Revision {
    const slot = this.slots.get(id) ?? { id, revision: undefined }
    const pre = slot.revision
    const stamp = this.nextStamp()
    const post: Revision = {
      type,
      id,
      apiVersion,
      created: pre?.created ?? stamp,
      updated: stamp,
      view: { data, json: JSON.stringify(data) },
      lower: new Map(),
    }
    const shelf = this.shelves[type]
    slot.revision = post
    shelf.latest = stamp
    shelf.orders.update.push(stamp, slot)
    if (pre === undefined) {
      this.slots.set(id, slot)
      shelf.live += 1
      shelf.orders.create.push(stamp, slot)
      this.adopt(type, id, data)
      this.tell({ type, id, post })
    } else {
      shelf.orders.update.oneDied()
      this.tell({ type, id, pre, post })
    }
    return post
  }

  /** Removes a resource and, before it, everything that hangs from it (IS-04 v1.3 §Registration – Referential Integrity). */
  remove(id: string): boolean {
    const slot = this.slots.get(id)
    const pre = slot?.revision
    if (slot === undefined || pre === undefined) return false
    for (const child of [...(this.children.get(id) ?? [])]) this.remove(child)
    this.children.delete(id)
    const parent = parentIdOf(pre.type, pre.view.data)
    if (parent !== undefined) this.children.get(parent)?.delete(id)
    this.slots.delete(id)
    slot.revision = undefined
    const shelf = this.shelves[pre.type]
    shelf.live -= 1
    shelf.orders.create.oneDied()
    shelf.orders.update.oneDied()
    this.tell({ type: pre.type, id, pre })
    return true
  }

  /** Forgets everything without telling anybody, as a process does that dies. */
  clear(): void {
    this.slots = new Map()
    this.children = new Map()
    this.shelves = emptyShelves()
  }

  /** The order in which that kind is paged. */
  order(type: ResourceType, by: PagingOrder): TimeOrder<Slot> {
    return this.shelves[type].orders[by]
  }

  /** The stamp of the last creation or update of that kind, 0 when there was none. */
  latest(type: ResourceType): Tai {
    return this.shelves[type].latest
  }

  /** How many of each kind are registered. */
  counts(): Readonly<Record<ResourceType, number>> {
    const counts = { node: 0, device: 0, source: 0, flow: 0, sender: 0, receiver: 0 }
    for (const type of resourceTypes) counts[type] = this.shelves[type].live
    return counts
  }

  /** Tells of every change, one at a time, as it happens. */
  onChange(listener: (change: Change) => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  private adopt(type: ResourceType, id: string, data: ResourceData): void {
    const parent = parentIdOf(type, data)
    if (parent === undefined) return
    const siblings = this.children.get(parent)
    if (siblings === undefined) this.children.set(parent, new Set([id]))
    else siblings.add(id)
  }

  private tell(change: Change): void {
    for (const listener of this.listeners) listener(change)
  }
}
