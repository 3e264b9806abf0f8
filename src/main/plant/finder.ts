import type { Format, SearchHit } from '../../contract'
import type { ResourceKind } from '../nmos/resources'
import { type PlantEntry, type PlantView } from './plant'
import { formatOfEntry } from './plantIndexes'
import { searchText } from './searchText'

type Found = { readonly entry: PlantEntry; readonly score: number; readonly match: string }

/** What people look for first comes first. */
const KINDS: readonly ResourceKind[] = ['sender', 'receiver', 'device', 'node', 'source', 'flow']
const FORMATS: readonly Format[] = ['video', 'audio', 'data', 'mux']

/** Scores by how well a word fits; less is better. */
const EXACT = 0
const PREFIX = 10
const WORD = 20
const SUBSTRING = 30
const BY_FORMAT = 50
const MAX_WORDS = 8

/**
 * Finds by label, alias, id, address and format. All words must be found; ranked exact, prefix, beginning of a word,
 * substring. At most `limit` hits; an empty `q` finds nothing.
 */
export function search(plant: PlantView, q: string, limit: number): readonly SearchHit[] {
  const phrase = q.trim().toLowerCase().replace(/\s+/g, ' ')
  if (phrase === '' || limit < 1) return []
  const words = phrase.split(' ').slice(0, MAX_WORDS)
  const best: Found[] = []
  for (const kind of KINDS) {
    for (const entry of plant.all(kind)) {
      const found = score(entry, phrase, words, plant)
      if (found !== null) keep(best, found, limit)
    }
  }
  return best.map((found) => hitOf(found, plant))
}

function score(entry: PlantEntry, phrase: string, words: readonly string[], plant: PlantView): Found | null {
  const whole = fit(entry, phrase, plant)
  if (whole !== null || words.length === 1) return whole
  let sum = 0
  let match = ''
  for (const word of words) {
    const found = fit(entry, word, plant)
    if (found === null) return null
    sum = Math.max(sum, found.score)
    if (match === '' || match === 'format') match = found.match
  }
  return { entry, score: sum + 5, match }
}

/** How a text fits an entry best; names before ids before addresses before the format. */
function fit(entry: PlantEntry, wanted: string, plant: PlantView): Found | null {
  const text = searchText(entry)
  let best = fitText(text.label, wanted)
  let match = 'label'
  const alias = text.alias === '' ? null : fitText(text.alias, wanted)
  if (alias !== null && (best === null || alias < best)) [best, match] = [alias, 'alias']
  if (best === null && text.id.startsWith(wanted)) [best, match] = [text.id === wanted ? EXACT : PREFIX, 'id']
  if (best === null) {
    for (const address of text.addresses) {
      const fits = fitText(address, wanted)
      if (fits !== null && (best === null || fits < best)) [best, match] = [fits, 'address']
    }
  }
  if (best === null && wanted.length > 2 && text.id.includes(wanted)) [best, match] = [SUBSTRING, 'id']
  if (best === null && isFormat(entry, wanted, plant)) [best, match] = [BY_FORMAT, 'format']
  if (best === null) return null
  const offline = entry.status === 'offline' ? 4 : 0
  return { entry, score: best + KINDS.indexOf(entry.kind) * 0.1 + offline, match }
}

function fitText(text: string, wanted: string): number | null {
  const at = text.indexOf(wanted)
  if (at < 0) return null
  if (at === 0) return text.length === wanted.length ? EXACT : PREFIX
  for (let i = at; i > 0; i = text.indexOf(wanted, i + 1)) if (isBoundary(text, i)) return WORD
  return SUBSTRING
}

function isBoundary(text: string, at: number): boolean {
  return !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')
}

function isFormat(entry: PlantEntry, wanted: string, plant: PlantView): boolean {
  if (wanted.length < 3 || entry.kind === 'node' || entry.kind === 'device') return false
  const format = FORMATS.find((word) => word.startsWith(wanted))
  return format !== undefined && formatOfEntry(entry, plant.entry) === format
}

/** Keeps the best `limit` in order, without sorting all that was found. */
function keep(best: Found[], found: Found, limit: number): void {
  const last = best.at(-1)
  if (best.length >= limit && last !== undefined && compare(found, last) >= 0) return
  let low = 0
  let high = best.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = best[middle]
    if (other !== undefined && compare(other, found) <= 0) low = middle + 1
    else high = middle
  }
  best.splice(low, 0, found)
  if (best.length > limit) best.pop()
}

function compare(a: Found, b: Found): number {
  if (a.score !== b.score) return a.score - b.score
  const [left, right] = [searchText(a.entry).label, searchText(b.entry).label]
  if (left !== right) return left < right ? -1 : 1
  return a.entry.id < b.entry.id ? -1 : 1
}

function hitOf({ entry, match }: Found, plant: PlantView): SearchHit {
  const { id, kind, resource, alias, status, room, site } = entry
  const device = 'device_id' in resource && resource.device_id !== null ? plant.get(resource.device_id) : undefined
  const where = [device === undefined ? null : (device.alias ?? device.resource.label), room, site]
  const hasFormat = kind !== 'node' && kind !== 'device'
  return {
    kind,
    id,
    label: resource.label,
    alias,
    where: where.filter((word) => word !== null && word !== '').join(' · '),
    format: hasFormat ? formatOfEntry(entry, plant.entry) : null,
    status,
    match,
  }
}
