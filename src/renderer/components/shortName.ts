/** How many letters are left of a name's beginning and of its end. */
const FIRST = 6
const LAST = 4

/**
 * A name where there is little room: whole if it is short, else its beginning and its end, which tells `news-1` from
 * `news-2`. No sign stands beside the gap.
 */
export function shortName(name: string): string {
  const letters = [...name]
  if (letters.length <= FIRST + LAST + 1) return name
  const first = letters.slice(0, FIRST).join('')
  const last = letters.slice(-LAST).join('')
  return `${first.replace(/[^\p{L}\p{N}]+$/u, '')}…${last.replace(/^[^\p{L}\p{N}]+/u, '')}`
}
