/** The relations of a `Link` header (RFC 8288) that paging uses, each with its target as it stands there. */
export type Links = Readonly<Partial<Record<'next' | 'prev' | 'first' | 'last', string>>>

const LINK = /<([^<>]*)>((?:\s*;\s*[\w!#$&+.^`|~-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)/g
const REL = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))/i

/** Reads a `Link` header; what is malformed is left out. */
export function parseLinks(header: string | undefined): Links {
  const links: { -readonly [Rel in keyof Links]: string } = {}
  for (const [, target, parameters] of (header ?? '').matchAll(LINK)) {
    const rel = REL.exec(parameters ?? '')
    for (const word of (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/)) {
      if (target !== undefined && isPagingRel(word)) links[word] ??= target
    }
  }
  return links
}

function isPagingRel(word: string): word is keyof Links {
  return word === 'next' || word === 'prev' || word === 'first' || word === 'last'
}
