/** What is ordered. */
type Needing = { readonly id: string; readonly needs: readonly string[] }

/**
 * An order in which none comes before what it needs, as near as can be to the order given.
 * @returns the order, or the names of a circle: `a`, `b`, `a`
 */
export function stepOrder<T extends Needing>(
  steps: readonly T[],
): { readonly ok: true; readonly order: readonly T[] } | { readonly ok: false; readonly circle: readonly string[] } {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const order: T[] = []
  const done = new Set<string>()
  const path: string[] = []

  function visit(step: T): readonly string[] | null {
    if (done.has(step.id)) return null
    const at = path.indexOf(step.id)
    if (at >= 0) return [...path.slice(at), step.id]
    path.push(step.id)
    for (const need of step.needs) {
      const needed = byId.get(need)
      const circle = needed === undefined ? null : visit(needed)
      if (circle !== null) return circle
    }
    path.pop()
    done.add(step.id)
    order.push(step)
    return null
  }

  for (const step of steps) {
    const circle = visit(step)
    if (circle !== null) return { ok: false, circle }
  }
  return { ok: true, order }
}

/** Everything that a step needs, directly or through others. */
export function neededBy(steps: readonly Needing[], id: string): ReadonlySet<string> {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const found = new Set<string>()
  const open = [...(byId.get(id)?.needs ?? [])]
  for (let need = open.pop(); need !== undefined; need = open.pop()) {
    if (found.has(need)) continue
    found.add(need)
    open.push(...(byId.get(need)?.needs ?? []))
  }
  return found
}
