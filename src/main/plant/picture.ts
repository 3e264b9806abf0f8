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

/** Follows the plant from now on. Stop it with `stop`. */
export function createPictureFeed(plant: PlantView, options: Partial<PictureFeedOptions> = {}): PictureFeed {
  const { coalesceMs } = { ...PICTURE_FEED_DEFAULTS, ...options }
  const records = new Map(pictureSnapshot(plant).records.map((record) => [record.id, record]))
  const dirty = new Set<Id>()
  const windows = new Set<PictureWindow>()
  let seq = 0
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    const put: LightRecord[] = []
    const removed: Id[] = []
    for (const id of dirty) {
      const entry = plant.get(id)
      const record = entry === undefined ? null : lightRecord(entry, plant)
      if (record === null) {
        if (records.delete(id)) removed.push(id)
      } else if (!isSameRecord(records.get(id), record)) {
        records.set(id, record)
        put.push(record)
      }
    }
    dirty.clear()
    for (let at = 0; at < put.length || (at === 0 && removed.length > 0); at += MAX_PATCH_RECORDS) {
      seq += 1
      const patch = {
        type: 'patch' as const,
        seq,
        put: put.slice(at, at + MAX_PATCH_RECORDS),
        removed: at === 0 ? removed : [],
      }
      for (const window of windows) window.push(patch)
    }
  }

  /** The first change of a burst shows at once, the others when it has calmed down. */
  function schedule(): void {
    if (coalesceMs === 0) {
      flush()
      return
    }
    if (timer !== undefined) return
    flush()
    timer = setTimeout(() => {
      timer = undefined
      if (dirty.size > 0) schedule()
    }, coalesceMs)
  }

  const unsubscribe = plant.subscribe((diff) => {
    markDirty(diff, plant, dirty)
    // With nobody looking it is enough to know what has to be looked at again.
    if (dirty.size > 0 && (windows.size > 0 || coalesceMs === 0)) schedule()
  })

  return {
    seq: () => seq,
    watch(signal) {
      const window = createPictureWindow(() => {
        flush()
        return { seq, records: [...records.values()] }
      })
      windows.add(window)
      return window.messages(signal, () => {
        windows.delete(window)
      })
    },
    stop() {
      unsubscribe()
      clearTimeout(timer)
      for (const window of windows) window.end()
      windows.clear()
    },
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
