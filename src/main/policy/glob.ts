import { ANY_TEXT, type TextKey } from './textIndex'

/** A glob made ready: `*` stands for any text, `?` for one character, upper and lower case are the same. */
export type Glob = {
  /** What a text that fits has for certain, in lower case. */
  readonly key: TextKey
  /** Whatever has the key fits. */
  readonly isSure: boolean
  /** Takes text in lower case. Its time is that of the text's length by the glob's at most. */
  readonly fits: (lower: string) => boolean
}

export function globOf(pattern: string): Glob {
  const lower = pattern.toLowerCase().replace(/\*{2,}/g, '*')
  if (!/[*?]/.test(lower)) return sure({ shape: 'exact', text: lower }, (text) => text === lower)
  if (lower === '*') return sure(ANY_TEXT, () => true)
  const inner = lower.replace(/^\*|\*$/g, '')
  if (/[*?]/.test(inner)) return { key: pieceOf(lower), isSure: false, fits: (text) => fitsWildcards(lower, text) }
  if (!lower.startsWith('*')) return sure({ shape: 'prefix', text: inner }, (text) => text.startsWith(inner))
  if (!lower.endsWith('*')) return sure({ shape: 'suffix', text: inner }, (text) => text.endsWith(inner))
  return sure({ shape: 'contains', text: inner }, (text) => text.includes(inner))
}

function sure(key: TextKey, fits: (lower: string) => boolean): Glob {
  return { key, isSure: true, fits }
}

/** The longest piece without wildcards. */
function pieceOf(lower: string): TextKey {
  const pieces = lower.split(/[*?]/)
  const text = pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '')
  if (text === '') return ANY_TEXT
  if (text === pieces[0]) return { shape: 'prefix', text }
  return { shape: text === pieces.at(-1) ? 'suffix' : 'contains', text }
}

/** Goes back to the last `*` alone, so no pattern makes it slow. */
function fitsWildcards(pattern: string, text: string): boolean {
  let at = 0
  let inPattern = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    const wanted = pattern[inPattern]
    if (wanted === '*') {
      star = inPattern
      resume = at
      inPattern += 1
    } else if (wanted === '?' || wanted === text[at]) {
      at += 1
      inPattern += 1
    } else if (star >= 0) {
      resume += 1
      at = resume
      inPattern = star + 1
    } else return false
  }
  while (pattern[inPattern] === '*') inPattern += 1
  return inPattern === pattern.length
}
