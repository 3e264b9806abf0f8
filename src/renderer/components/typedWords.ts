import { byTitle } from '../state/routes'

type Text = string | null | undefined

/** The words that somebody typed to find something, in small letters. */
export const typedWords = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

/** Whether each of the words is somewhere in the texts. */
export function areIn(words: readonly string[], texts: readonly Text[]): boolean {
  const hay = texts.join(' ').toLowerCase()
  return words.every((word) => hay.includes(word))
}

/** What is offered at once. */
const LIMIT = 40

type Told = {
  readonly title: string
  /** What it is found by beside its title. */
  readonly also: readonly Text[]
  readonly offline: boolean
}

/**
 * What a few typed words mean, best first: a title that begins with them comes before one that has them further on, and
 * that before what only stands beside it; what is offline comes last.
 */
export function bestFirst<T>(items: Iterable<T>, text: string, tell: (item: T) => Told): readonly T[] {
  const words = typedWords(text)
  const whole = words.join(' ')
  const found: { readonly item: T; readonly title: string; readonly rank: number }[] = []
  for (const item of items) {
    const { title, also, offline } = tell(item)
    if (!areIn(words, [title, ...also])) continue
    const name = title.toLowerCase()
    const rank = name.startsWith(whole) ? 0 : name.includes(whole) ? 1 : 2
    found.push({ item, title, rank: rank + (offline ? 3 : 0) })
  }
  return found
    .sort((a, b) => a.rank - b.rank || byTitle.compare(a.title, b.title))
    .slice(0, LIMIT)
    .map(({ item }) => item)
}
