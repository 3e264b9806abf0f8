import { createHash } from 'node:crypto'
import { z } from 'zod'
import { readPayload } from '../devices/payload'

/** A command as it came. `reqId` null: there was none, and no answer can be told from another. */
export type CommandMessage = {
  readonly reqId: string | null
  /** A label: rights come with the connection. */
  readonly actor: string
  readonly action: string
  readonly params: Readonly<Record<string, unknown>>
  readonly confirm: readonly string[]
  /** Why policies are overruled. */
  readonly override: string | null
  /** The same for the same request, so that a number that is used again for another one is noticed. */
  readonly print: string
}

/** What can be said of a message that cannot be followed. */
export type Unreadable = {
  readonly ok: false
  readonly code: 'TOO_LARGE' | 'NOT_JSON' | 'INVALID_MESSAGE'
  readonly text: string
  readonly reqId: string | null
  readonly actor: string | null
  readonly action: string | null
}

/** Who has no name. */
export const NOBODY = 'anonymous'

const fit = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^+#\p{Cc}\p{Cs}]*$/u, 'must not have +, # or control characters')

const ReqId = fit(200)
const Actor = fit(100)
const Action = z.string().regex(/^[A-Za-z][\w.-]{0,49}$/, 'must be the name of an action')

const Message = z.object({
  req_id: ReqId.nullish(),
  actor: Actor.nullish(),
  action: Action,
  params: z.record(z.string(), z.unknown()).default({}),
  confirm: z.array(z.string().max(100)).max(50).default([]),
  override: z.strictObject({ reason: z.string().trim().min(3).max(500) }).optional(),
})

/** Reads a command message. Never throws. */
export function readCommandMessage(payload: Buffer): ({ readonly ok: true } & CommandMessage) | Unreadable {
  const read = readPayload(payload)
  const nobody = { ok: false, reqId: null, actor: null, action: null } as const
  switch (read.kind) {
    case 'unfit':
      return { ...nobody, code: 'TOO_LARGE', text: `The message ${read.fault}.`, reqId: reqIdIn(payload) }
    case 'empty':
      return { ...nobody, code: 'NOT_JSON', text: 'The message is empty. Send a JSON object.' }
    case 'text': {
      const text = 'The message is not JSON. Send {"req_id":…,"actor":…,"action":…,"params":{…}}.'
      return { ...nobody, code: 'NOT_JSON', text, reqId: reqIdIn(payload) }
    }
    case 'json':
      return fromJson(read.value)
  }
}

/** @returns a short text, the same for the same actor, action and params */
export function printOf(actor: string, action: string, params: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(JSON.stringify([actor, action, params]))
    .digest('base64')
    .slice(0, 22)
}

function fromJson(value: unknown): ({ readonly ok: true } & CommandMessage) | Unreadable {
  const read = Message.safeParse(value)
  if (read.success) {
    const { req_id: reqId = null, action, params, confirm, override } = read.data
    const actor = read.data.actor ?? NOBODY
    const print = reqId === null ? '' : printOf(actor, action, params)
    return { ok: true, reqId, actor, action, params, confirm, override: override?.reason ?? null, print }
  }
  const issues = read.error.issues.slice(0, 5).map(({ path, message }) => {
    return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`
  })
  const given = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  return {
    ok: false,
    code: 'INVALID_MESSAGE',
    text: `The message cannot be followed: ${issues.join('; ')}.`,
    reqId: ReqId.nullable().catch(null).parse(given['req_id']),
    actor: Actor.nullable().catch(null).parse(given['actor']),
    action: Action.nullable().catch(null).parse(given['action']),
  }
}

/** So many bytes at either end are searched. */
const SEARCHED = 4096

/** The number that a message names near one of its ends, when the whole is too much to read, or no JSON. */
function reqIdIn(payload: Buffer): string | null {
  const ends = [payload.subarray(0, SEARCHED), payload.subarray(Math.max(0, payload.length - SEARCHED))]
  for (const end of ends) {
    const [, found] = /"req_id"\s*:\s*"([^"\\]{1,200})"/.exec(end.toString('utf8')) ?? []
    const read = ReqId.safeParse(found)
    if (read.success) return read.data
  }
  return null
}
