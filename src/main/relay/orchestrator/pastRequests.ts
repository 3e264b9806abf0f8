import { z } from 'zod'
import { type AuditRow, CommandEvent, type Run } from '../../../contract'
import type { Execution } from '../../execution/execution'
import type { AuditRepository, RunRepository } from '../../store/repositories'
import { commandEnd, isOnItsWay } from '../commandEnd'
import { printOf } from './commandMessage'
import type { Request } from './requests'

/** What the audit keeps of a request that is no run, under `request`. */
export const RequestNote = z.object({
  broker: z.string(),
  module: z.string(),
  reqId: z.string(),
  print: z.string(),
  event: CommandEvent,
})
export type RequestNote = z.infer<typeof RequestNote>

/** The audit's word for a request that has no other row of its own. */
export const REQUEST_ROW = 'mqtt.request'

const NOTED = [REQUEST_ROW, 'lease.reserve', 'lease.renew', 'lease.release'] as const
const MOST_NOTES = 250
const RUN_PAGE = 500
const MOST_PAGES = 4

/** What is known of a request, and the run of it that is not over. */
export type PastRequest = { readonly request: Request; readonly number: string }

/** The newest requests from before this start, oldest first. @throws StoreError */
export async function pastRequests(parts: {
  readonly runs: Pick<RunRepository, 'list'>
  readonly audit: Pick<AuditRepository, 'list'>
  readonly execution: Pick<Execution, 'live'>
}): Promise<readonly PastRequest[]> {
  const found: PastRequest[] = []
  let cursor: string | null = null
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, nextCursor }: Awaited<ReturnType<RunRepository['list']>> = await parts.runs.list({
      target: null,
      limit: RUN_PAGE,
      cursor,
    })
    for (const run of items) {
      const past = requestOfRun(parts.execution.live(run.id) ?? run)
      if (past !== null) found.push(past)
    }
    if (nextCursor === null) break
    cursor = nextCursor
  }
  for (const what of NOTED) {
    const { items } = await parts.audit.list({ target: null, limit: MOST_NOTES, cursor: null, what, origin: 'mqtt' })
    for (const row of items) {
      const past = requestOfRow(row)
      if (past !== null) found.push(past)
    }
  }
  return found.reverse()
}

/** Which request a run is of; null for a run that came by another door. */
export function commandOf(
  run: Run,
): { readonly broker: string; readonly module: string; readonly number: string } | null {
  if (run.origin !== 'mqtt') return null
  const [action] = run.actions
  if (action?.type !== 'mqtt.command' || action.reqId === undefined) return null
  return { broker: run.actor.id.split('/', 1)[0] ?? '', module: action.module, number: action.reqId }
}

function requestOfRun(run: Run): PastRequest | null {
  const command = commandOf(run)
  const [action] = run.actions
  if (command === null || action?.type !== 'mqtt.command') return null
  const { broker, module, number } = command
  const { name: actor } = run.actor
  const base = { req_id: number, actor, action: action.command, run_id: run.id }
  const events: CommandEvent[] = []
  if (isOnItsWay(run)) events.push({ ...base, status: 'DISPATCHED', ts: run.startedAt ?? run.createdAt })
  const end = commandEnd(run)
  if (end !== null) events.push({ ...base, ...endPart(end), ts: run.finishedAt ?? run.createdAt })
  const print = printOf(actor, action.command, action.params)
  const isOver = run.finishedAt !== null
  return { number, request: { broker, module, reqId: number, actor, action: action.command, print, events, isOver } }
}

/** How an end is said on a topic. */
export function endPart({
  ok,
  code,
  text,
}: NonNullable<ReturnType<typeof commandEnd>>): Pick<CommandEvent, 'status' | 'error'> {
  return ok ? { status: 'OK' } : { status: 'ERROR', error: { code, text } }
}

function requestOfRow({ detail }: AuditRow): PastRequest | null {
  const note = RequestNote.safeParse(detail['request'])
  if (!note.success) return null
  const { broker, module, reqId, print, event } = note.data
  const { actor, action } = event
  const request = { broker, module, reqId, actor: actor ?? '', action: action ?? '', print, events: [event] }
  return { number: reqId, request: { ...request, isOver: true } }
}
