import type { LightRecord, PictureMessage } from '../../contract'

/** The messages that wait for one window. */
export type PictureWindow = {
  readonly push: (patch: Extract<PictureMessage, { type: 'patch' }>) => void
  /** `onEnd` is called once, when nobody takes the messages any more. */
  readonly messages: (signal: AbortSignal, onEnd: () => void) => AsyncIterable<PictureMessage>
  readonly end: () => void
}

type Snapshot = { readonly seq: number; readonly records: readonly LightRecord[] }

const MAX_PART_RECORDS = 2000
/** What may wait for a window before it is better off with a fresh snapshot. */
const MAX_WAITING_PATCHES = 256
const MAX_WAITING_RECORDS = 20_000

/** `snapshot` takes the picture as it is now. */
export function createPictureWindow(snapshot: () => Snapshot): PictureWindow {
  let waiting: PictureMessage[] = []
  let waitingRecords = 0
  let isFresh = false
  let ended = false
  let wake: () => void = () => undefined

  function begin(): PictureMessage[] {
    const parts = inParts(snapshot())
    // Only now: what is told while the snapshot is taken is in it already.
    isFresh = true
    waitingRecords = 0
    return parts
  }

  async function* take(signal: AbortSignal): AsyncGenerator<PictureMessage, void, void> {
    while (!ended && !signal.aborted) {
      if (!isFresh) waiting = begin()
      const message = waiting.shift()
      if (message !== undefined) {
        if (message.type === 'patch') waitingRecords -= message.put.length
        yield message
        continue
      }
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  return {
    push(patch) {
      if (!isFresh) return
      waitingRecords += patch.put.length
      if (waiting.length >= MAX_WAITING_PATCHES || waitingRecords > MAX_WAITING_RECORDS) {
        waiting = []
        isFresh = false
      } else waiting.push(patch)
      wake()
    },
    async *messages(signal, onEnd) {
      const stop = () => wake()
      signal.addEventListener('abort', stop, { once: true })
      try {
        yield* take(signal)
      } finally {
        signal.removeEventListener('abort', stop)
        onEnd()
      }
    },
    end() {
      ended = true
      wake()
    },
  }
}

function inParts({ seq, records }: Snapshot): PictureMessage[] {
  const parts = Math.max(1, Math.ceil(records.length / MAX_PART_RECORDS))
  return Array.from({ length: parts }, (_, i) => ({
    type: 'snapshot' as const,
    seq,
    part: i + 1,
    parts,
    records: records.slice(i * MAX_PART_RECORDS, (i + 1) * MAX_PART_RECORDS),
  }))
}
