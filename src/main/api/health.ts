import type { Health, Run } from '../../contract'
import { timestamp } from '../telemetry/clock'
import type { ApiParts } from './apiParts'
import type { Doors } from './doors'

type HealthParts = Pick<
  ApiParts,
  'version' | 'startedAt' | 'clock' | 'discovery' | 'brokers' | 'store' | 'plant' | 'runs'
>

/** How the engine is: `failed` when nothing can be written, `degraded` when a source of the plant or a broker is not well. */
export async function readHealth(parts: HealthParts): Promise<Health> {
  const { store, discovery } = parts
  const registries = [...discovery.list()]
  const brokers = parts.brokers.list()
  const { ok, sizeBytes, problem } = store.health()
  const [last, unfinished] = await Promise.all([
    store.runs.last().catch(() => null),
    store.runs.unfinished().catch(() => []),
  ])
  const stuck = unfinished.filter((run) => parts.runs.live(run.id) === null)
  const ailing = registries.some(
    ({ enabled, status }) => enabled && (status.state === 'stale' || status.problem !== null),
  )
  const isAway = brokers.some(({ enabled, state: { state } }) => enabled && state === 'lost')
  return {
    status: !ok ? 'failed' : ailing || isAway || problem !== null || stuck.length > 0 ? 'degraded' : 'ok',
    version: parts.version,
    startedAt: timestamp(parts.startedAt),
    now: timestamp(parts.clock.now()),
    registries,
    mqtt:
      brokers.length === 0
        ? null
        : brokers.map(({ id, name, state: { state, problem } }) => ({ id, name, state, problem })),
    store: { ok, sizeBytes, problem, unfinishedRuns: stuck.length },
    plant: parts.plant.counts(),
    lastRun: last === null ? null : brief(parts.runs.live(last.id) ?? last),
  }
}

function brief({ id, number, state, startedAt, finishedAt }: Run): NonNullable<Health['lastRun']> {
  const durationMs = startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt)
  return { id, number, state, durationMs }
}

export function healthProcedures({ viewer }: Doors, parts: ApiParts) {
  return {
    health: viewer.health.handler(() => readHealth(parts)),
    session: viewer.session.handler(({ context }) => context.session),
  }
}
