/** What a benchmark found. `ratio` = ours / baseline, both medians of `runs` runs measured in turn. */
export type Figure = {
  readonly ratio: number
  readonly ours: number
  readonly baseline: number
  readonly unit: string
  readonly runs: number
  /** What was compared with what, and plain figures worth knowing. */
  readonly note: string
}

/** One benchmark: it starts what it needs, measures, and stops all of it. */
export type Bench = { readonly name: string; readonly bar: string; readonly run: () => Promise<Figure> }

/** The value in the middle; of an even number the mean of the two. @throws RangeError for none */
export function median(values: readonly number[]): number {
  return (quantile(values, 0.5, 'lower') + quantile(values, 0.5, 'upper')) / 2
}

/** The 95th percentile, nearest rank. */
export function p95(values: readonly number[]): number {
  return quantile(values, 0.95, 'upper')
}

function quantile(values: readonly number[], share: number, side: 'lower' | 'upper'): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const value = sorted[side === 'lower' ? Math.floor(at) : Math.ceil(at)]
  if (value === undefined) throw new RangeError('There is no median of nothing')
  return value
}

/** Two things measured in turn, `runs` times each after one turn that does not count. */
export async function inTurn(
  runs: number,
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<{ readonly ours: readonly number[]; readonly baseline: readonly number[] }> {
  await baseline()
  await ours()
  const found = { ours: [] as number[], baseline: [] as number[] }
  for (let i = 0; i < runs; i += 1) {
    found.baseline.push(await baseline())
    found.ours.push(await ours())
  }
  return found
}

/** The same, without the garbage of what was measured before it: a controller that starts has none. */
export function onCleanHeap(work: () => Promise<number>): () => Promise<number> {
  return () => {
    globalThis.gc?.()
    return work()
  }
}

/** The figure of two series in the same unit. */
export function compared(
  found: { readonly ours: readonly number[]; readonly baseline: readonly number[] },
  unit: string,
  note: string,
): Figure {
  const ours = median(found.ours)
  const baseline = median(found.baseline)
  return { ratio: ours / baseline, ours, baseline, unit, runs: found.ours.length, note }
}

/** How long it takes, ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
