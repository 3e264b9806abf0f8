import type { PlaybookView } from '../../../contract'
import { areIn, typedWords } from '../../components/typedWords'
import { byTitle } from '../../state/routes'

export type PlaybookCategory = { readonly name: string; readonly playbooks: readonly PlaybookView[] }

/** The playbooks that every typed word is in (title, name, tags, category, description), by category and title. */
export function libraryOf(playbooks: readonly PlaybookView[], text: string): readonly PlaybookCategory[] {
  const words = typedWords(text)
  const categories = new Map<string, PlaybookView[]>()
  for (const playbook of playbooks) {
    const { title, name, tags, category, description } = playbook
    if (!areIn(words, [title, name, ...tags, category, description])) continue
    categories.set(category, [...(categories.get(category) ?? []), playbook])
  }
  return [...categories]
    .sort(([a], [b]) => byTitle.compare(a, b))
    .map(([name, of]) => ({ name, playbooks: of.sort((a, b) => byTitle.compare(a.title, b.title)) }))
}
