/** What a subscriber is yet to be told about one resource, as JSON texts. */
type Entry = { pre: string | undefined; post: string | undefined; readonly sync: boolean }

/** At most this many changes go into one grain, so that the end of a big node does not become one huge message. */
const changesPerGrain = 100

/**
 * What waits to be sent over one socket: first the state found at the start (sync entries, `pre` equal to `post`), then
 * the changes. A resource stands in it once: what happens to it while it waits is folded into its entry.
 */
export class GrainQueue {
  private readonly sync = new Map<string, Entry>()
  private readonly changes = new Map<string, Entry>()

  constructor(private readonly syncGrainSize: number) {}

  /** Puts a resource of the initial state in. */
  addSync(id: string, json: string): void {
    this.sync.set(id, { pre: json, post: json, sync: true })
  }

  /** Puts a change in; undefined stands for "is not there". */
  addChange(id: string, pre: string | undefined, post: string | undefined): void {
    const unsent = this.sync.get(id)
    if (unsent !== undefined) {
      if (post === undefined) this.sync.delete(id)
      else {
        unsent.pre = post
        unsent.post = post
      }
      return
    }
    const waiting = this.changes.get(id)
    if (waiting === undefined) {
      this.changes.set(id, { pre, post, sync: false })
      return
    }
    waiting.post = post
    if (waiting.pre === undefined && post === undefined) this.changes.delete(id)
  }

  get isEmpty(): boolean {
    return this.sync.size === 0 && this.changes.size === 0
  }

  /** Takes the entries of the next grain out, as the JSON text of `grain.data`; undefined when there is nothing. */
  next(): string | undefined {
    const [source, size] =
      this.sync.size > 0 ? ([this.sync, this.syncGrainSize] as const) : ([this.changes, changesPerGrain] as const)
    const texts: string[] = []
    for (const [id, { pre, post }] of source) {
      if (texts.length === size) break
      source.delete(id)
      const preText = pre === undefined ? '' : `,"pre":${pre}`
      const postText = post === undefined ? '' : `,"post":${post}`
      texts.push(`{"path":"${id}"${preText}${postText}}`)
    }
    return texts.length === 0 ? undefined : `[${texts.join(',')}]`
  }
}
