/** What would hang in the air without a subject before it. */
const HANGS = /^(and|or|but|nor|with|of|to|from)\b/

/**
 * What a row says, which shows its own name already: a sentence that begins with one of its `names` is said without it.
 * Where the rest would read badly, it is said whole.
 */
export function withoutSubject(text: string, names: readonly string[]): string {
  const name = names
    .filter((each) => each !== '' && (text.startsWith(`${each}: `) || text.startsWith(`${each} `)))
    .reduce((longest, each) => (each.length > longest.length ? each : longest), '')
  if (name === '') return text
  const rest = text.slice(name.length).replace(/^:? +/, '')
  if (!/^\p{L}/u.test(rest) || HANGS.test(rest)) return text
  const [first = ''] = rest.split(/\s/, 1)
  return /\p{Lu}/u.test(first) ? rest : rest.charAt(0).toUpperCase() + rest.slice(1)
}
