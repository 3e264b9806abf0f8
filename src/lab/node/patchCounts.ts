import type { ResourceId } from '../identity'

/** How often one sender or receiver was asked to change, alone or as an item of a list. */
export type PatchCount = {
  /** PATCHes and items of lists. */
  readonly asked: number
  /** Those that were not refused. */
  readonly accepted: number
  /** Those accepted that activate, at once or at a time. */
  readonly activating: number
}

const none: PatchCount = { asked: 0, accepted: 0, activating: 0 }

/** Counts what each sender and receiver was asked to change. */
export class PatchCounts {
  private readonly perPort = new Map<ResourceId, PatchCount>()

  add(id: ResourceId, body: unknown, accepted: boolean): void {
    const before = this.perPort.get(id) ?? none
    this.perPort.set(id, {
      asked: before.asked + 1,
      accepted: before.accepted + (accepted ? 1 : 0),
      activating: before.activating + (accepted && activates(body) ? 1 : 0),
    })
  }

  all(): Readonly<Record<ResourceId, PatchCount>> {
    return Object.fromEntries(this.perPort)
  }

  clear(): void {
    this.perPort.clear()
  }
}

function activates(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('activation' in body)) return false
  const { activation } = body
  return typeof activation === 'object' && activation !== null && 'mode' in activation && activation.mode !== null
}
