const LINK = /<([^<>]*)>((?:\s*;\s*[\w!#$&+.^`|~-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)/g
const REL = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))/i

/**
 * The target of the first link with this relation in a `Link` header (RFC 8288), as it stands there; null when there is
 * none. What is malformed is passed over.
 */
export function linkTo(relation: 'next' | 'prev', header: string | undefined): string | null {
  for (const [, target, parameters] of (header ?? '').matchAll(LINK)) {
    const rel = REL.exec(parameters ?? '')
    const words = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/)
    if (target !== undefined && words.includes(relation)) return target
  }
  return null
}
