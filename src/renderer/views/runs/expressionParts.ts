/** A piece of a text: as it is, or an expression of `${…}`. */
export type TextPart = { readonly kind: 'text' | 'expression'; readonly text: string }

/** A text taken apart at its expressions; braces within an expression belong to it. */
export function expressionParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  while (at < text.length) {
    const start = text.indexOf('${', at)
    if (start < 0) break
    let depth = 1
    let end = start + 2
    while (end < text.length && depth > 0) {
      if (text[end] === '{') depth += 1
      if (text[end] === '}') depth -= 1
      end += 1
    }
    if (depth > 0) break
    if (start > at) parts.push({ kind: 'text', text: text.slice(at, start) })
    parts.push({ kind: 'expression', text: text.slice(start + 2, end - 1).trim() })
    at = end
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) })
  return parts
}
