import type { Format } from '../../../contract'
import { byTitle } from '../../state/routes'

/** Something that can be picked. */
export type Thing = {
  /** What is kept when it is picked. */
  readonly value: string
  readonly title: string
  readonly where: string
  /** More that it is found by. */
  readonly also: string
  readonly format: Format | null
  readonly offline: boolean
}

/** Things that are offered at once. */
const LIMIT = 40

/** The things that a few typed words mean, best first: each word is in the title, the place or what it is found by. */
export function findThings(things: readonly Thing[], text: string): readonly Thing[] {
  const words = text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const whole = words.join(' ')
  return things
    .flatMap((thing) => {
      const name = thing.title.toLowerCase()
      const hay = `${name} ${thing.where} ${thing.also} ${thing.value}`.toLowerCase()
      if (!words.every((word) => hay.includes(word))) return []
      const rank = name.startsWith(whole) ? 0 : name.includes(whole) ? 1 : 2
      return [{ thing, rank: rank + (thing.offline ? 3 : 0) }]
    })
    .sort((a, b) => a.rank - b.rank || byTitle.compare(a.thing.title, b.thing.title))
    .slice(0, LIMIT)
    .map(({ thing }) => thing)
}
