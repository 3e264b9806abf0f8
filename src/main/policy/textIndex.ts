import { createPrefixTree } from './prefixTree'

/** How something is found by a text. `any` is found by every text. */
export type TextKey = {
  readonly shape: 'exact' | 'prefix' | 'suffix' | 'contains' | 'any'
  readonly text: string
}

/** Found by every text. */
export const ANY_TEXT: TextKey = Object.freeze({ shape: 'any', text: '' })

/** What is filed under keys, found by texts without looking at each key. The same may be found more than once. */
export type TextIndex<T> = {
  /** What is filed under this key; made when there is nothing yet. */
  readonly at: (key: TextKey, make: () => T) => T
  readonly find: (text: string, visit: (found: T) => void) => void
}

export function createTextIndex<T>(): TextIndex<T> {
  const exact = new Map<string, T>()
  const beginnings = createPrefixTree<T>()
  /** Written backwards. */
  const ends = createPrefixTree<T>()
  const pieces = createPrefixTree<T>()
  let any: { readonly filed: T } | null = null

  return {
    at({ shape, text }, make) {
      switch (shape) {
        case 'exact': {
          const known = exact.get(text)
          if (known !== undefined) return known
          const made = make()
          exact.set(text, made)
          return made
        }
        case 'prefix':
          return beginnings.at(text, make)
        case 'suffix':
          return ends.at(backwards(text), make)
        case 'contains':
          return pieces.at(text, make)
        case 'any':
          any ??= { filed: make() }
          return any.filed
      }
    },
    find(text, visit) {
      if (any !== null) visit(any.filed)
      const same = exact.get(text)
      if (same !== undefined) visit(same)
      beginnings.walk(text, 0, visit)
      if (!ends.isEmpty()) ends.walk(backwards(text), 0, visit)
      if (!pieces.isEmpty()) for (let at = 0; at < text.length; at += 1) pieces.walk(text, at, visit)
    },
  }
}

/** By code units: nobody reads it. */
function backwards(text: string): string {
  let turned = ''
  for (let at = text.length - 1; at >= 0; at -= 1) turned += text.charAt(at)
  return turned
}
