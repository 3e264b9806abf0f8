import type { Id, LightRecord, PictureMessage } from '../../contract'
import type { PlantDiff, PlantEntry, PlantView } from './plant'
import { LIGHT_KINDS, isControllable, isSameRecord, lightRecord } from './lightRecord'
import { type PictureWindow, createPictureWindow } from './pictureWindow'

export { lightRecord } from './lightRecord'

/** How a picture is fed to windows. */
export type PictureFeedOptions = {
  /** Patches come at most this often, ms; 0: one per write of the plant, at once. */
  readonly coalesceMs: number
}

export const PICTURE_FEED_DEFAULTS: PictureFeedOptions = { coalesceMs: 20 }

/** The plant as light records, numbered, for any number of windows. */
export type PictureFeed = {
  /** The number of the last patch; 0 before the first. */
  readonly seq: () => number
  /**
   * One window's messages: a snapshot, then patches. A window that takes them too slowly gets a fresh snapshot instead of
   * what it missed. Ends with `signal` or when the feed stops.
   */
  readonly watch: (signal: AbortSignal) => AsyncIterable<PictureMessage>
  readonly stop: () => void
}

const MAX_PATCH_RECORDS = 2000

/** The whole picture now; `seq` is the plant's. */
export function pictureSnapshot(plant: PlantView): { readonly seq: number; readonly records: readonly LightRecord[] } {
  const records: LightRecord[] = []
  for (const kind of LIGHT_KINDS) {
    for (const entry of plant.all(kind)) {
      const record = lightRecord(entry, plant)
      if (record !== null) records.push(record)
    }
  }
  return { seq: plant.seq(), records }
}

/** Follows the plant for as long as anybody watches. Stop it with `stop`. */
export function createPictureFeed(plant: PlantView, options: Partial<PictureFeedOptions> = {}): PictureFeed {
  const { coalesceMs } = { ...PICTURE_FEED_DEFAULTS, ...options }
  const dirty = new Set<Id>()
  const windows = new Set<PictureWindow>()
  let shown: ShownRecords | null = null
  let unsubscribe: () => void = () => undefined
  let seq = 0
  let timer: NodeJS.Timeout | undefined

  function flush({ get, put, remove }: ShownRecords): void {
    const changed: LightRecord[] = []
    const removed: Id[] = []
    for (const id of dirty) {
      const entry = plant.get(id)
      const record = entry === undefined ? null : lightRecord(entry, plant)
      if (record === null) {
        if (remove(id)) removed.push(id)
      } else if (!isSameRecord(get(id), record)) {
        put(record)
        changed.push(record)
      }
    }
    dirty.clear()
    for (let at = 0; at < changed.length || (at === 0 && removed.length > 0); at += MAX_PATCH_RECORDS) {
      seq += 1
      const patch = {
        type: 'patch' as const,
        seq,
        put: changed.slice(at, at + MAX_PATCH_RECORDS),
        removed: at === 0 ? removed : [],
      }
      for (const window of windows) window.push(patch)
    }
  }

  /** The first change of a burst shows at once, the others when it has calmed down. */
  function schedule(records: ShownRecords): void {
    if (coalesceMs === 0) {
      flush(records)
      return
    }
    if (timer !== undefined) return
    flush(records)
    timer = setTimeout(() => {
      timer = undefined
      if (dirty.size > 0) schedule(records)
    }, coalesceMs)
  }

  function follow(): ShownRecords {
    const records = createShownRecords(pictureSnapshot(plant).records)
    unsubscribe = plant.subscribe((diff) => {
      markDirty(diff, plant, dirty)
      if (dirty.size > 0) schedule(records)
    })
    return records
  }

  function unfollow(): void {
    unsubscribe()
    clearTimeout(timer)
    timer = undefined
    dirty.clear()
    shown = null
  }

  return {
    seq: () => seq,
    watch(signal) {
      const window = createPictureWindow(() => {
        shown ??= follow()
        flush(shown)
        return { seq, records: shown.all() }
      })
      windows.add(window)
      return window.messages(signal, () => {
        windows.delete(window)
        if (windows.size === 0) unfollow()
      })
    },
    stop() {
      unfollow()
      for (const window of windows) window.end()
      windows.clear()
    },
  }
}

/** What windows were shown last, by id. */
type ShownRecords = {
  readonly get: (id: Id) => LightRecord | undefined
  readonly put: (record: LightRecord) => void
  readonly remove: (id: Id) => boolean
  readonly all: () => readonly LightRecord[]
}

/** Begins with a snapshot, and sorts it by id when the first change comes: until then the window has better things to wait for. */
function createShownRecords(snapshot: readonly LightRecord[]): ShownRecords {
  let byId: Map<Id, LightRecord> | null = null
  const map = () => (byId ??= new Map(snapshot.map((record) => [record.id, record])))
  return {
    get: (id) => map().get(id),
    put(record) {
      map().set(record.id, record)
    },
    remove: (id) => map().delete(id),
    all: () => (byId === null ? snapshot : [...byId.values()]),
  }
}

/** Which records a diff may have changed: its own, senders by their flow, receivers by their device. */
function markDirty(diff: PlantDiff, plant: PlantView, dirty: Set<Id>): void {
  for (const entry of diff.added) markChange(undefined, entry, plant, dirty)
  for (const [from, to] of diff.updated) markChange(from, to, plant, dirty)
  for (const entry of diff.removed) markChange(entry, undefined, plant, dirty)
}

function markChange(from: PlantEntry | undefined, to: PlantEntry | undefined, plant: PlantView, dirty: Set<Id>): void {
  const changed = to ?? from
  if (changed === undefined || changed.kind === 'source') return
  const { id } = changed
  if (changed.kind !== 'flow') dirty.add(id)
  if (changed.kind === 'flow' && formatUrn(from) !== formatUrn(to)) {
    for (const sender of plant.sendersOfFlow(id)) dirty.add(sender.id)
  }
  if (changed.kind === 'device' && takesOrders(from) !== takesOrders(to)) {
    for (const receiver of plant.receiversOfDevice(id)) dirty.add(receiver.id)
  }
}

function formatUrn(entry: PlantEntry | undefined): string | null {
  return entry?.resource.kind === 'flow' ? entry.resource.format : null
}

function takesOrders(entry: PlantEntry | undefined): boolean {
  return entry?.resource.kind === 'device' && isControllable(entry.resource)
}
