import type { Id } from '../../contract'

/** Ids named in something. `target`: the destination it is about, or the one thing that it names; null: several, or none. */
export type NamedIds = { readonly target: Id | null; readonly all: readonly Id[] }

const MOST_IDS = 20
/** Values looked at: what is asked may be as long as a request may be. */
const MOST_LOOKS = 2_000
const LONGEST = 200

/** What stands under `id` and `…Id` in a request that nobody has checked yet. */
export function idsIn(input: unknown): NamedIds {
  const all = new Set<Id>()
  const receivers = new Set<Id>()
  const open: unknown[] = [input]
  for (let looks = 0; open.length > 0 && looks < MOST_LOOKS && all.size < MOST_IDS; looks += 1) {
    const value = open.shift()
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value).slice(0, MOST_LOOKS)) {
      const isId = typeof inner === 'string' && inner !== '' && inner.length <= LONGEST && /^id$|Id$/.test(key)
      if (!isId) open.push(inner)
      else {
        all.add(inner)
        if (key === 'receiverId') receivers.add(inner)
      }
    }
  }
  return { target: only(receivers) ?? only(all), all: [...all].slice(0, MOST_IDS) }
}

function only(ids: ReadonlySet<Id>): Id | null {
  const [first] = ids
  return ids.size === 1 && first !== undefined ? first : null
}
