import type { Playbook } from './playbook'

/** So deep may playbooks run each other, the outermost counted. */
const MAX_DEPTH = 8

/** Everything that a playbook runs, itself with it; or why it cannot be run, as a sentence. */
export function nestedPlaybooks(
  name: string,
  find: (name: string) => Playbook | undefined,
):
  | { readonly ok: true; readonly playbooks: ReadonlyMap<string, Playbook> }
  | { readonly ok: false; readonly fault: string } {
  const found = new Map<string, Playbook>()

  function visit(one: string, path: readonly string[]): string | null {
    if (path.includes(one)) {
      return `The playbooks ${[...path.slice(path.indexOf(one)), one].join(' → ')} run each other.`
    }
    const playbook = find(one)
    if (playbook === undefined) return `It runs the playbook “${one}”, and there is none of this name.`
    const here = [...path, one]
    if (here.length > MAX_DEPTH) return `The playbooks ${here.join(' → ')} are nested more than ${MAX_DEPTH} deep.`
    found.set(one, playbook)
    for (const inner of playbook.nested) {
      const fault = visit(inner, here)
      if (fault !== null) return fault
    }
    return null
  }

  const fault = visit(name, [])
  return fault === null ? { ok: true, playbooks: found } : { ok: false, fault }
}

/** What is wrong with what a playbook runs; null: nothing. */
export function nestingFault(name: string, find: (name: string) => Playbook | undefined): string | null {
  const nested = nestedPlaybooks(name, find)
  return nested.ok ? null : nested.fault
}
