import type { Placement } from '../../contract'

type Tags = Readonly<Record<string, readonly string[]>>

/** Where something is. Null: nobody says. */
export type Place = { readonly site: string | null; readonly room: string | null }

/** What a placement rule can look at: the thing's own labels and those of what it is on. */
export type PlacementSubject = {
  readonly nodeLabel: string | null
  readonly deviceLabel: string | null
  /** The tags of the thing, of its device and of its node. */
  readonly tags: readonly Tags[]
}

/** Placement rules, ready to be asked. */
export type PlacementRules = {
  readonly isEmpty: boolean
  readonly placeOf: (subject: PlacementSubject) => Place
}

export const NOWHERE: Place = Object.freeze({ site: null, room: null })

const TAG_PREFIX = 'urn:x-nmos:tag:'

/** Site and room from a resource's own tags: `site`, `room`, or an `urn:x-nmos:tag:…` with that word in it. */
export function placeByTags(tags: Tags): Place {
  let site: string | null = null
  let room: string | null = null
  for (const name in tags) {
    const word = placeWord(name)
    if (word === null) continue
    const value = tags[name]?.find((text) => text.trim() !== '')?.trim() ?? null
    if (value === null) continue
    if (word === 'site' && (site === null || name === 'site')) site = value
    if (word === 'room' && (room === null || name === 'room')) room = value
  }
  return site === null && room === null ? NOWHERE : { site, room }
}

type PlaceWord = 'site' | 'room' | null

/** Every resource of a plant has the same few names of tags. */
const placeWords = new Map<string, PlaceWord>()
const MOST_NAMES = 1000

function placeWord(name: string): PlaceWord {
  const known = placeWords.get(name)
  if (known !== undefined) return known
  const word = readPlaceWord(name)
  if (placeWords.size >= MOST_NAMES) placeWords.clear()
  placeWords.set(name, word)
  return word
}

function readPlaceWord(name: string): PlaceWord {
  const lower = name.toLowerCase()
  if (lower === 'site' || lower === 'room') return lower
  if (!lower.startsWith(TAG_PREFIX)) return null
  const rest = lower.slice(TAG_PREFIX.length)
  if (/(^|[^a-z])room([^a-z]|$)/.test(rest)) return 'room'
  return /(^|[^a-z])site([^a-z]|$)/.test(rest) ? 'site' : null
}

/** What is said nearer beats what is inherited; each of the two for itself. */
export function inherit(own: Place, inherited: Place): Place {
  if (inherited === NOWHERE || (own.site !== null && own.room !== null)) return own
  if (own === NOWHERE) return inherited
  return { site: own.site ?? inherited.site, room: own.room ?? inherited.room }
}

/** The first rule that matches says where; `*` stands for any text, upper and lower case are the same. */
export function placementRules(rules: readonly Placement[]): PlacementRules {
  const compiled = rules.map(compile)
  return {
    isEmpty: rules.length === 0,
    placeOf: (subject) => compiled.find((rule) => rule.matches(subject))?.place ?? NOWHERE,
  }
}

type CompiledRule = { readonly matches: (subject: PlacementSubject) => boolean; readonly place: Place }

function compile({ match, site, room }: Placement): CompiledRule {
  const conditions: ((subject: PlacementSubject) => boolean)[] = []
  if (match.nodeLabel !== undefined) {
    const fits = glob(match.nodeLabel)
    conditions.push(({ nodeLabel }) => nodeLabel !== null && fits(nodeLabel))
  }
  if (match.deviceLabel !== undefined) {
    const fits = glob(match.deviceLabel)
    conditions.push(({ deviceLabel }) => deviceLabel !== null && fits(deviceLabel))
  }
  if (match.tag !== undefined) {
    const { name } = match.tag
    const fits = glob(match.tag.value)
    conditions.push(({ tags }) => tags.some((set) => Object.hasOwn(set, name) && set[name]?.some(fits) === true))
  }
  return {
    matches: (subject) => conditions.length > 0 && conditions.every((holds) => holds(subject)),
    place: { site, room },
  }
}

function glob(pattern: string): (text: string) => boolean {
  const words = pattern
    .toLowerCase()
    .split('*')
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  // Several `*` in a row are one: a pattern from a person must not make the expression slow.
  const expression = new RegExp(
    `^${words.filter((word, i) => word !== '' || i === 0 || i === words.length - 1).join('.*?')}$`,
    's',
  )
  return (text) => expression.test(text.toLowerCase())
}
