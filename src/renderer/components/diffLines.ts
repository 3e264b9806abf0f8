/** A line of a plan in writing. `note`: a warning, or who else feels it. */
export type DiffLine = { readonly look: 'head' | 'was' | 'will' | 'note' | 'same'; readonly text: string }

const looks: Readonly<Partial<Record<string, DiffLine['look']>>> = { '-': 'was', '+': 'will', '!': 'note', '#': 'note' }

/** The lines of a unified diff, without its header: that is said beside it. */
export function diffLines(text: string): readonly DiffLine[] {
  return text.split('\n').flatMap((line): readonly DiffLine[] => {
    if (line === '' || line.startsWith('--- ') || line.startsWith('+++ ')) return []
    const head = /^@@ (.*) @@$/.exec(line)
    if (head !== null) return [{ look: 'head', text: head[1] ?? '' }]
    return [{ look: looks[line.charAt(0)] ?? 'same', text: line.slice(1).trimStart() }]
  })
}
