/** Something that comes after other things of the same list. */
export type Linked = { readonly id: string; readonly needs: readonly string[]; readonly always: boolean }

export type GraphPlace = { readonly x: number; readonly y: number }
export type GraphEdge = { readonly from: string; readonly to: string }
export type GraphLayout = {
  readonly places: ReadonlyMap<string, GraphPlace>
  readonly edges: readonly GraphEdge[]
  /** Where what always runs begins; null: nothing does. */
  readonly alwaysAt: number | null
  /** Of a box, px; the boxes of the widest row share the width. */
  readonly boxWidth: number
  readonly width: number
  readonly height: number
}

export const BOX_HEIGHT = 64
const ROW_GAP = 26
const BOX_GAP = 14
const ALWAYS_GAP = 30
const NARROWEST = 190
const WIDEST = 460

/** The rows of a graph: each thing stands below everything that it needs. What always runs comes below the rest. */
export function layersOf<T extends Linked>(steps: readonly T[]): readonly (readonly T[])[] {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const depths = new Map<string, number>()
  // A circle is refused by the engine; a drawing of one must not hang.
  const depthOf = (step: T, least: number, way: ReadonlySet<string>): number => {
    const known = depths.get(step.id)
    if (known !== undefined) return known
    const before = step.needs.flatMap((need) => {
      const needed = byId.get(need)
      return needed === undefined || way.has(need) ? [] : [depthOf(needed, least, new Set(way).add(need))]
    })
    const depth = Math.max(least - 1, ...before) + 1
    depths.set(step.id, depth)
    return depth
  }
  const isUsual = ({ always }: T): boolean => !always
  const usual = steps.filter(isUsual).map((step) => depthOf(step, 0, new Set([step.id])))
  const below = Math.max(-1, ...usual) + 1
  const rows: T[][] = []
  for (const step of steps) {
    const depth = depthOf(step, step.always ? below : 0, new Set([step.id]))
    rows[depth] = [...(rows[depth] ?? []), step]
  }
  return rows.filter((row) => row.length > 0)
}

/** The links without those that longer ways say already. */
export function plainEdges(steps: readonly Linked[]): readonly GraphEdge[] {
  const needs = new Map(steps.map((step) => [step.id, step.needs]))
  const reaches = (from: string, to: string, seen: Set<string>): boolean => {
    for (const next of needs.get(from) ?? []) {
      if (next === to) return true
      if (!seen.has(next) && reaches(next, to, seen.add(next))) return true
    }
    return false
  }
  return steps.flatMap(({ id, needs: all }) =>
    all
      .filter((need) => needs.has(need) && !all.some((other) => other !== need && reaches(other, need, new Set())))
      .map((need) => ({ from: need, to: id })),
  )
}

/** Where each box stands in a width, px: row below row, those of a row beside each other under what they need. */
export function graphLayout(steps: readonly Linked[], width: number): GraphLayout {
  const rows = layersOf(steps)
  const most = Math.max(1, ...rows.map((row) => row.length))
  const boxWidth = Math.max(NARROWEST, Math.min(WIDEST, (width - BOX_GAP * (most - 1)) / most))
  const full = Math.max(width, most * boxWidth + BOX_GAP * (most - 1))
  const places = new Map<string, GraphPlace>()
  let y = 0
  let alwaysAt: number | null = null
  for (const row of rows) {
    if (alwaysAt === null && row.every(({ always }) => always)) {
      if (places.size > 0) y += ALWAYS_GAP - ROW_GAP / 2
      alwaysAt = y
      y += ALWAYS_GAP / 2
    }
    const wish = (step: Linked): number => {
      const above = step.needs.flatMap((need) => places.get(need)?.x ?? [])
      return above.length === 0 ? full / 2 : above.reduce((sum, x) => sum + x, 0) / above.length
    }
    const ordered = row.map((step) => ({ step, wish: wish(step) })).sort((a, b) => a.wish - b.wish)
    const taken = row.length * boxWidth + (row.length - 1) * BOX_GAP
    for (const [i, { step }] of ordered.entries())
      places.set(step.id, { x: (full - taken) / 2 + i * (boxWidth + BOX_GAP), y })
    y += BOX_HEIGHT + ROW_GAP
  }
  return { places, edges: plainEdges(steps), alwaysAt, boxWidth, width: full, height: Math.max(0, y - ROW_GAP) }
}

/** The line between two boxes, from below the one to above the other. */
export function edgePath({ places, boxWidth }: GraphLayout, { from, to }: GraphEdge): string {
  const [a, b] = [places.get(from), places.get(to)]
  if (a === undefined || b === undefined) return ''
  const [x1, y1, x2, y2] = [a.x + boxWidth / 2, a.y + BOX_HEIGHT, b.x + boxWidth / 2, b.y]
  const bend = Math.max(10, (y2 - y1) / 2)
  return `M${x1.toFixed(1)} ${y1.toFixed(1)}C${x1.toFixed(1)} ${(y1 + bend).toFixed(1)} ${x2.toFixed(1)} ${(y2 - bend).toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`
}
