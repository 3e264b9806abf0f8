import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errors } from './errors'
import { Actor, Id, Origin, Timestamp } from './primitives'
import { Action, FireInput, Run } from './runs'

/**
 * What Signalbox can look through. `collisions`: streams and addresses that are there twice. `nmos-check`: what nodes say
 * of themselves in one place and not in the other. `drift`: destinations that are not on what they are meant to be on.
 * `orphan-senders`: active senders that nothing receives. `expiring-leases`: locks and leases that end soon.
 */
export const JobName = z.enum(['collisions', 'nmos-check', 'drift', 'orphan-senders', 'expiring-leases'])
export type JobName = z.infer<typeof JobName>

/** Something a job has found. */
export const Finding = z.object({
  severity: z.enum(['info', 'warning', 'alarm']),
  /** What kind of thing it is, for programs: `DUPLICATE_STREAM`, `NODE_UNREACHABLE`, … */
  code: z.string(),
  /** A sentence for the operator. */
  text: z.string(),
  /** Ids of the things it is about. */
  subjects: z.array(Id),
  /** What would put it right, as a plan that somebody sends; null: nothing that Signalbox can do. */
  fix: z.object({ label: z.string(), actions: z.array(Action).min(1) }).nullable(),
})
export type Finding = z.infer<typeof Finding>

/** Findings that a result keeps; `found` says how many there were. */
export const MOST_FINDINGS = 1000

const result = {
  id: Id,
  job: JobName,
  title: z.string(),
  /** `running`: it looks still. `failed`: it could not be done, `problem` says why. */
  state: z.enum(['running', 'done', 'failed']),
  actor: Actor,
  origin: Origin,
  startedAt: Timestamp,
  finishedAt: Timestamp.nullable(),
  problem: z.string().nullable(),
  /** How many things were looked at. */
  checked: z.number().int(),
  /** All there were, by how bad they are. */
  found: z.object({ alarm: z.number().int(), warning: z.number().int(), info: z.number().int() }),
}

/** A result without its findings, as lists show it. */
export const JobResultBrief = z.object(result)
export type JobResultBrief = z.infer<typeof JobResultBrief>

/** What a job has found: the worst first, at most 1000 (`found` counts all). */
export const JobResult = JobResultBrief.extend({ findings: z.array(Finding).max(MOST_FINDINGS) })
export type JobResult = z.infer<typeof JobResult>

export const Job = z.object({
  name: JobName,
  title: z.string(),
  description: z.string(),
  running: z.boolean(),
  /** Its newest result; null: it was never run, or long ago. */
  last: JobResultBrief.nullable(),
})
export type Job = z.infer<typeof Job>

const door = oc.errors(errors)
const tags = ['Jobs']
const byName = z.object({ name: z.string().min(1).max(100) })

/** Below `/jobs`. */
export const jobProcedures = {
  list: door.route({ method: 'GET', path: '/jobs', tags }).output(z.object({ items: z.array(Job) })),
  get: door.route({ method: 'GET', path: '/jobs/{name}', tags }).input(byName).output(Job),
  /** Answers with the result, or with as much as there is in `waitMs`. While the job runs, the same run is answered. */
  run: door
    .route({ method: 'POST', path: '/jobs/{name}/runs', successStatus: 201, tags })
    .input(z.strictObject({ name: byName.shape.name, waitMs: z.number().int().min(0).max(120_000).default(10_000) }))
    .output(JobResult),
  /** The newest first; the last 20 of each job are kept. */
  results: door
    .route({ method: 'GET', path: '/jobs/{name}/results', tags })
    .input(byName)
    .output(z.object({ items: z.array(JobResultBrief) })),
  result: door
    .route({ method: 'GET', path: '/jobs/results/{id}', tags })
    .input(z.object({ id: Id }))
    .output(JobResult),
  /**
   * The fix of a finding (`n` counts from 0) as a plan, which `approve` takes; with `dryRun: false` it is sent at once.
   * Refused when what was found is not so any more.
   */
  fix: door
    .route({
      method: 'POST',
      path: '/jobs/results/{id}/findings/{n}/fix',
      successStatus: 201,
      outputStructure: 'detailed',
      tags,
    })
    .input(
      FireInput.extend({
        id: Id,
        n: z.coerce.number<number | string>().int().min(0).max(MOST_FINDINGS),
        dryRun: z.boolean().default(true),
      }),
    )
    .output(
      z.union([z.object({ status: z.literal(201), body: Run }), z.object({ status: z.literal(200), body: Run })]),
    ),
}
