import { parseArgs } from 'node:util'
import { discoverySync } from './discoverySync'
import { feedGrains } from './feedGrains'
import type { Bench, Figure } from './figure'
import { graphPan } from './graphPan'
import { pictureStart } from './pictureStart'
import { planDiff } from './planDiff'
import { policyCheck, policyDrag } from './policy'
import { relayCommands } from './relayCommands'
import { relayStatus } from './relayStatus'
import { salvoBulk, salvoParallel, salvoSequential } from './salvo'
import { takeFeedback } from './takeFeedback'
import { schedulesIdle } from './schedulesIdle'
import { takeLatency } from './takeLatency'
import { tallyEvents } from './tallyEvents'
import { triggersFeed } from './triggersFeed'

const benches: readonly Bench[] = [
  discoverySync,
  takeLatency,
  pictureStart,
  takeFeedback,
  feedGrains,
  graphPan,
  planDiff,
  salvoParallel,
  salvoBulk,
  salvoSequential,
  policyCheck,
  policyDrag,
  tallyEvents,
  triggersFeed,
  schedulesIdle,
  relayCommands,
  relayStatus,
]
const names = benches.map(({ name }) => name).join(', ')

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
})
const unknown = values.only?.find((name) => !benches.some((bench) => bench.name === name))
if (unknown !== undefined) {
  console.error(`There is no benchmark "${unknown}". There are: ${names}`)
  process.exit(2)
}

const figures: Record<string, Figure> = {}
for (const bench of benches) {
  if (values.only !== undefined && !values.only.includes(bench.name)) continue
  console.error(`${bench.name} …`)
  figures[bench.name] = rounded(await bench.run())
}
console.log(values.json ? JSON.stringify(figures, null, 2) : table(figures))
process.exit(0)

function rounded(figure: Figure): Figure {
  const short = (value: number): number => Number(value.toPrecision(4))
  return { ...figure, ratio: short(figure.ratio), ours: short(figure.ours), baseline: short(figure.baseline) }
}

function table(found: Readonly<Record<string, Figure>>): string {
  const rows = Object.entries(found).map(([name, { ratio, ours, baseline, unit, runs, note }]) => {
    const bar = benches.find((bench) => bench.name === name)?.bar ?? ''
    const cells = [name.padEnd(16), `${ratio.toFixed(2)} (${bar})`.padEnd(16), `${ours} ${unit}`.padEnd(14)]
    return `${[...cells, `${baseline} ${unit}`.padEnd(14), String(runs).padEnd(4)].join(' ')} ${note}`
  })
  const head = ['name'.padEnd(16), 'ratio (bar)'.padEnd(16), 'ours'.padEnd(14), 'baseline'.padEnd(14), 'runs']
  return [[...head, 'note'].join(' '), ...rows].join('\n')
}
