import { setMaxListeners } from 'node:events'
import { setTimeout as after } from 'node:timers/promises'
import type { Finding, Id, Job, JobName, JobResult, JobResultBrief } from '../../../contract'
import type { Asker, Execution } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import { auditNote } from '../../store/auditNote'
import type { DocumentRepository } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import type { Notice } from '../playbooks/playbookParts'
import type { JobWork } from './job'
import type { Jobs } from './jobs'
import { type Report, createReport } from './report'

export type JobsOptions = {
  readonly works: readonly JobWork[]
  readonly repository: DocumentRepository<JobResult>
  readonly execution: Pick<Execution, 'start'>
  readonly notify: (notice: Notice) => void
  readonly clock: Clock
  readonly ids: () => Id
  readonly logger: Logger
}

/** Results that are kept of each job. */
const KEPT = 20
/** Findings that a playbook sees in the output of its step. */
const IN_OUTPUT = 200

type Running = { readonly head: JobResultBrief; readonly report: Report; readonly done: Promise<JobResult> }

export function createJobs(options: JobsOptions): Jobs {
  const { works, repository, execution, notify, clock, ids, logger } = options
  const running = new Map<JobName, Running>()
  /** By job, the newest first. */
  const kept = new Map<JobName, readonly JobResultBrief[]>()
  const listeners = new Set<() => void>()
  const ending = new AbortController()
  // Many devices are read at once, and each request listens for the end.
  setMaxListeners(0, ending.signal)

  /** @throws HouseError */
  function workOf(name: string): JobWork {
    const work = works.find((one) => one.name === name)
    if (work === undefined) throw new HouseError('unknown', `There is no job ${name.slice(0, 60)}.`)
    return work
  }

  function tell(): void {
    for (const listener of listeners) listener()
  }

  function view({ name, title, description }: JobWork): Job {
    const last = kept.get(name)?.[0] ?? null
    return { name, title, description, running: running.has(name), last }
  }

  function begin({ actor, origin }: Asker, work: JobWork): Running {
    const report = createReport()
    const head: JobResultBrief = {
      id: ids(),
      job: work.name,
      title: work.title,
      state: 'running',
      actor,
      origin,
      startedAt: timestamp(clock.now()),
      finishedAt: null,
      problem: null,
      checked: 0,
      found: { alarm: 0, warning: 0, info: 0 },
    }
    const done = look(work, head, report).finally(() => {
      running.delete(work.name)
      tell()
    })
    done.catch(() => undefined)
    const begun = { head, report, done }
    running.set(work.name, begun)
    tell()
    return begun
  }

  async function look(work: JobWork, head: JobResultBrief, report: Report): Promise<JobResult> {
    let problem: string | null = null
    try {
      await work.look(report, ending.signal)
    } catch (error) {
      problem = `It could not be done: ${error instanceof Error ? error.message : String(error)}`
      logger.error('A job failed', { job: work.name, error })
    }
    if (ending.signal.aborted) problem = 'Signalbox was stopped while it looked.'
    const result: JobResult = {
      ...head,
      ...report.now(),
      state: problem === null ? 'done' : 'failed',
      problem,
      finishedAt: timestamp(clock.now()),
    }
    if (!ending.signal.aborted) await keep(result)
    return result
  }

  /** A result that cannot be kept is answered all the same: what was looked at touched nothing. */
  async function keep(result: JobResult): Promise<void> {
    const { id, job, title, actor, origin, found, checked, state } = result
    const words = `Job “${title}”: ${state === 'done' ? inWords(found) : 'failed'}, ${checked} looked at`
    const note = auditNote({ actor, origin }, 'job.run', null, words, { job, result: id, found })
    const before = kept.get(job) ?? []
    kept.set(job, [briefOf(result), ...before].slice(0, KEPT))
    try {
      await repository.put(result, [note])
      for (const { id: old } of before.slice(KEPT - 1)) await repository.remove(old, [])
    } catch (error) {
      logger.error('The result of a job could not be written', { job, error })
    }
    if (found.alarm > 0 && (origin === 'schedule' || origin === 'trigger')) {
      const text = `Job “${title}” has found ${found.alarm === 1 ? 'an alarm' : `${found.alarm} alarms`}: ${result.findings[0]?.text ?? ''}`
      notify({ severity: 'warning', text, target: null, by: `job ${job}` })
    }
  }

  /** @throws StoreError */
  async function resultOf(id: Id): Promise<JobResult | null> {
    const live = [...running.values()].find(({ head }) => head.id === id)
    if (live !== undefined) return { ...live.head, ...live.report.now() }
    return repository.get(id)
  }

  return {
    list: () => works.map(view),
    get(name) {
      const work = works.find((one) => one.name === name)
      return work === undefined ? null : view(work)
    },
    titleOf: (name) => works.find((one) => one.name === name)?.title ?? null,
    async run(asker, name, waitMs) {
      const work = workOf(name)
      refuseWhenStopping()
      const { head, report, done } = running.get(work.name) ?? begin(asker, work)
      const waiting = new AbortController()
      const late = after(waitMs, null, { signal: waiting.signal }).catch(() => null)
      try {
        return (await Promise.race([done, late])) ?? { ...head, ...report.now() }
      } finally {
        waiting.abort()
      }
    },
    async outcome(asker, name) {
      const work = workOf(name)
      refuseWhenStopping()
      const { id, problem, found, checked, findings } = await (running.get(work.name) ?? begin(asker, work)).done
      return { problem, output: { id, checked, found, findings: findings.slice(0, IN_OUTPUT) } }
    },
    results: (name) => kept.get(workOf(name).name) ?? [],
    result: resultOf,
    async fix(asker, id, n, given) {
      const result = await resultOf(id)
      if (result === null) throw new HouseError('unknown', `There is no result ${id.slice(0, 60)} of a job.`)
      if (result.state === 'running') {
        throw new HouseError('state', 'The job looks still; its findings can be put right when it is done.')
      }
      const found = findingAt(result, n)
      if (found.fix === null) {
        throw new HouseError('state', 'There is nothing that Signalbox can do about this finding.')
      }
      const over = workOf(result.job).isOver(found)
      if (over !== null) throw new HouseError('state', `${over} Run the job again to see what there is now.`)
      return execution.start(asker, {
        ...given,
        actions: found.fix.actions,
        onRefused: given.onRefused ?? 'refuse',
        activation: given.activation ?? { mode: 'activate_immediate' },
        source: { kind: 'job', id: result.job, label: `${result.title}: ${found.fix.label}` },
        skipDone: true,
      })
    },
    onChange(listener) {
      const own = () => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start() {
      try {
        const results = (await repository.all()).toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
        for (const { name } of works) {
          const own = results.filter(({ job }) => job === name)
          kept.set(name, own.slice(0, KEPT).map(briefOf))
        }
      } catch (error) {
        logger.error('The results of jobs could not be read; they can be made again', { error })
      }
    },
    async stop() {
      ending.abort()
      await Promise.allSettled([...running.values()].map(({ done }) => done))
      listeners.clear()
    },
  }

  function refuseWhenStopping(): void {
    if (ending.signal.aborted) throw new HouseError('state', 'Signalbox is being stopped; nothing new is started.')
  }
}

/** @throws HouseError */
function findingAt({ findings }: JobResult, n: number): Finding {
  const found = findings[n]
  if (found === undefined) {
    const many = findings.length === 0 ? 'none' : `0 to ${findings.length - 1}`
    throw new HouseError('unknown', `The result has no finding ${n}; it has ${many}.`)
  }
  return found
}

function briefOf({ findings: _findings, ...brief }: JobResult): JobResultBrief {
  return brief
}

function inWords({ alarm, warning, info }: JobResult['found']): string {
  const parts = [
    ...(alarm > 0 ? [alarm === 1 ? '1 alarm' : `${alarm} alarms`] : []),
    ...(warning > 0 ? [warning === 1 ? '1 warning' : `${warning} warnings`] : []),
    ...(info > 0 ? [info === 1 ? '1 note' : `${info} notes`] : []),
  ]
  return parts.length === 0 ? 'nothing found' : parts.join(', ')
}
