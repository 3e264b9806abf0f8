import type { Settings } from '../../src/contract'
import { type Bench, type Figure, compared, inTurn, timed } from './figure'
import { bareLoop } from './salvoLoop'
import { type SalvoStage, startSalvoStage } from './salvoStage'

/** Changes at work at once, of the salvo and of the loop. */
const parallel = 10

const alone: Partial<Settings['execution']> = { parallel, bulk: false }
const together: Partial<Settings['execution']> = { parallel, bulk: true }

/** A thousand routes, each device asked for each of them alone, against the same requests in a bare loop. */
export const salvoParallel: Bench = {
  name: 'salvo.parallel',
  bar: '≤ 1.1',
  run: () =>
    onStage((stage) =>
      against(stage, { settings: alone, loop: parallel, runs: 5, baseline: `${String(parallel)} at a time` }),
    ),
}

/** The same salvo with one POST for the ten receivers of a node, against that loop. */
export const salvoBulk: Bench = {
  name: 'salvo.bulk',
  bar: '≤ 0.85',
  run: () =>
    onStage((stage) =>
      against(stage, {
        settings: together,
        loop: parallel,
        runs: 5,
        baseline: `${String(parallel)} at a time, one PATCH each`,
      }),
    ),
}

/** The salvo without bulk against the loop that does one route after another. */
export const salvoSequential: Bench = {
  name: 'salvo.sequential',
  bar: '≤ 0.125',
  run: () => onStage((stage) => against(stage, { settings: alone, loop: 1, runs: 2, baseline: 'one after another' })),
}

type Comparison = {
  readonly settings: Partial<Settings['execution']>
  /** How many routes the loop does at a time. */
  readonly loop: number
  readonly runs: number
  readonly baseline: string
}

async function against(stage: SalvoStage, { settings, loop, runs, baseline }: Comparison): Promise<Figure> {
  const ours = async (): Promise<number> => {
    const routes = stage.nextRoutes()
    return timed(() => stage.take(routes, settings))
  }
  const bare = async (): Promise<number> => {
    const routes = stage.bare(stage.nextRoutes())
    return timed(() => bareLoop(stage.http, routes, loop))
  }
  await stage.requests()
  await stage.take(stage.nextRoutes(), settings)
  const asked = await stage.requests()
  await bareLoop(stage.http, stage.bare(stage.nextRoutes()), parallel)
  const loopAsked = await stage.requests()
  const found = await inTurn(runs, ours, bare)
  const note =
    `1000 routes on 100 nodes that take 10 ms to answer, journal and audit on disk (${inWords(asked)}); baseline: the bare ` +
    `loop, ${baseline}, same client (${inWords(loopAsked)})`
  return compared(found, 'ms', note)
}

async function onStage(work: (stage: SalvoStage) => Promise<Figure>): Promise<Figure> {
  const stage = await startSalvoStage()
  try {
    return await work(stage)
  } finally {
    await stage.stop()
  }
}

function inWords(requests: Readonly<Record<string, number>>): string {
  return Object.entries(requests)
    .map(([method, count]) => `${String(count)} ${method}`)
    .join(', ')
}
