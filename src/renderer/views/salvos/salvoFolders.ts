import type { Salvo } from '../../../contract'
import { byTitle } from '../../state/routes'

/** A folder of the list; `name` is empty for what is in none. */
export type SalvoFolder = { readonly name: string; readonly salvos: readonly Salvo[] }

/** The salvos by folder, what is in none first; both in reading order. */
export function foldersOf(salvos: readonly Salvo[]): readonly SalvoFolder[] {
  const folders = new Map<string, Salvo[]>()
  for (const salvo of salvos) {
    const of = folders.get(salvo.folder)
    if (of === undefined) folders.set(salvo.folder, [salvo])
    else of.push(salvo)
  }
  return [...folders]
    .sort(([a], [b]) => byTitle.compare(a, b))
    .map(([name, of]) => ({ name, salvos: of.sort((a, b) => byTitle.compare(a.label, b.label)) }))
}

/** How many entries of a salvo name something that the plant does not have any more. */
export const lostEntries = (salvo: Pick<Salvo, 'entries'>): number =>
  salvo.entries.filter(({ missing }) => missing.length > 0).length

/** The line below its name: `12 entries`, `12 entries · 1 lost its resource`. */
export function salvoLine(salvo: Pick<Salvo, 'actions' | 'entries'>): string {
  const count = salvo.actions.length === 1 ? '1 entry' : `${String(salvo.actions.length)} entries`
  const lost = lostEntries(salvo)
  if (lost === 0) return count
  return `${count} · ${lost === 1 ? '1 lost its resource' : `${String(lost)} lost their resource`}`
}
