import type { Id } from '../../../contract'
import type { Document, Lost } from './impact'

/** What of the lost a document speaks of. */
export type Mentions = { readonly subjects: readonly Id[]; readonly isPlace: boolean }

/** Documents are trees of a few levels; what is deeper is none of ours. */
const MOST_DEPTH = 20
/** Quoted words in an expression, such as `'CAM 1'`. */
const QUOTED = /'([^'\n]{1,200})'|"([^"\n]{1,200})"/g

/**
 * Looks for ids in everything that a document says, for names where people wrote it, and for the place where it names a
 * site or a room. Null: it speaks of nothing of that.
 */
export function mentionsIn({ body, isWritten }: Pick<Document, 'body' | 'isWritten'>, lost: Lost): Mentions | null {
  const subjects = new Set<Id>()
  let isPlace = false

  function seeText(text: string): void {
    if (lost.ids.has(text)) subjects.add(text)
    if (!isWritten) return
    seeName(text)
    for (const [, single, double] of text.matchAll(QUOTED)) {
      const word = single ?? double ?? ''
      if (lost.ids.has(word)) subjects.add(word)
      seeName(word)
    }
  }

  function seeName(word: string): void {
    const id = lost.names.get(word)
    if (id !== undefined) subjects.add(id)
    if (lost.place !== null && word !== '' && word === (lost.place.room ?? lost.place.site)) isPlace = true
  }

  function see(value: unknown, depth: number): void {
    if (depth > MOST_DEPTH) return
    if (typeof value === 'string') seeText(value)
    else if (Array.isArray(value)) for (const one of value) see(one, depth + 1)
    else if (typeof value === 'object' && value !== null) {
      if (isOfPlace(value, lost.place)) isPlace = true
      for (const [key, one] of Object.entries(value)) {
        if (lost.ids.has(key)) subjects.add(key)
        see(one, depth + 1)
      }
    }
  }

  see(body, 0)
  return subjects.size > 0 || isPlace ? { subjects: [...subjects], isPlace } : null
}

/** A scope or selector that names the place: `{site, room}` each a text or a list of texts. */
function isOfPlace(value: object, place: Lost['place']): boolean {
  if (place === null) return false
  const has = (key: string, wanted: string): boolean => {
    const said: unknown = key in value ? (value as Readonly<Record<string, unknown>>)[key] : undefined
    return said === wanted || (Array.isArray(said) && said.includes(wanted))
  }
  if (place.room === null) return place.site !== null && has('site', place.site)
  if (!has('room', place.room)) return false
  const site: unknown = 'site' in value ? value.site : null
  return place.site === null || site === null || site === undefined || has('site', place.site)
}
