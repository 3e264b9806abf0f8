import type { AxiosInstance } from 'axios'
import { z } from 'zod'
import type { Action, Change, ChangeError } from '../../../contract'
import type { Driver, PlannedChange, Sendable, StepResult } from '../driver'
import { isAllowedHost } from './allowedHosts'

/** The name of this driver, as changes carry it. */
export const HTTP = 'http'

/** What a service answered: JSON where it says so, else text. */
export type HttpAnswer = { readonly status: number; readonly body: unknown }

export type HttpDriver = {
  readonly driver: Driver
  /** What came back for a change of this engine's time; undefined when it is not known (any more). */
  readonly answerOf: (changeId: string) => HttpAnswer | undefined
}

/** A longer answer is an error, bytes. */
const MAX_ANSWER = 1024 * 1024
/** Answers that are kept for the steps that come after. */
const KEPT = 1000
/** Of what went wrong, for the operator. */
const MAX_SAID = 300

/** Headers that carry a secret: what is asked for is kept in the journal and shown, so they have no place there. */
const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key'])

/** The `after` of a change: the request as it is sent. */
const After = z.object({
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown().optional(),
  expect: z.array(z.number()).nullable(),
})
type After = z.infer<typeof After>

type HttpAction = Extract<Action, { readonly type: 'http.request' }>

/**
 * Requests to services whose hosts the settings allow. Each is sent once, follows no redirection, and cannot be undone;
 * when the engine ends in the middle of one, only what changes nothing (GET, HEAD) is sent again.
 */
export function createHttpDriver(parts: {
  readonly allowedHosts: () => readonly string[]
  /** One request, ms. */
  readonly requestMs: () => number
}): HttpDriver {
  const { allowedHosts, requestMs } = parts
  const answers = new Map<string, HttpAnswer>()
  let loaded: Promise<AxiosInstance> | null = null
  /** Loaded with the first request: every engine starts, few ask a service. */
  const client = (): Promise<AxiosInstance> => (loaded ??= createClient())

  function against(action: Action): { readonly code: string; readonly text: string } | null {
    if (action.type !== 'http.request') return null
    const url = new URL(action.url)
    if (!isAllowedHost(url, allowedHosts())) {
      const text = `${url.host} is not among the hosts that Signalbox may ask; an engineer can add it in the settings of playbooks.`
      return { code: 'HOST_NOT_ALLOWED', text }
    }
    if (url.username !== '' || url.password !== '') {
      return {
        code: 'SECRET_IN_REQUEST',
        text: `${url.host}: a user or a password in the address would be kept in the journal.`,
      }
    }
    const secret = Object.keys(action.headers).find((name) => SECRET_HEADERS.has(name.toLowerCase()))
    if (secret === undefined) return null
    return {
      code: 'SECRET_IN_REQUEST',
      text: `${url.host}: the header ${secret} would be kept in the journal for all to see.`,
    }
  }

  async function send(change: Change, signal: AbortSignal): Promise<StepResult> {
    const after = After.parse(change.after)
    // The settings may have changed since the plan.
    if (!isAllowedHost(new URL(after.url), allowedHosts())) {
      return failed({ code: 'HOST_NOT_ALLOWED', text: `${change.target.label} is not allowed any more.`, device: null })
    }
    try {
      const answer = await answerTo(await client(), after, requestMs(), signal)
      if (!isExpected(after, answer.status)) return failed(unexpected(change, after, answer))
      keep(change.id, answer)
      return { ok: true, warnings: [], detail: { status: answer.status }, activatedAt: null }
    } catch (error) {
      return failed(silent(change, after, error))
    }
  }

  function keep(changeId: string, answer: HttpAnswer): void {
    answers.set(changeId, answer)
    const [oldest] = answers.keys()
    if (answers.size > KEPT && oldest !== undefined) answers.delete(oldest)
  }

  const sendable = (change: Change): Sendable => ({
    bulkKey: null,
    send: ({ mode }, signal) => (mode === 'stage' ? Promise.resolve(DONE) : send(change, signal)),
  })

  const driver: Driver = {
    name: HTTP,
    actions: ['http.request'],
    handles: (action) => action.type === 'http.request',
    against,
    plan: (action) =>
      Promise.resolve({ changes: action.type === 'http.request' ? [planned(action)] : [], warnings: [] }),
    prepare: (change) => Promise.resolve({ ok: true, request: sendable(change) }),
    sendTogether: () => Promise.resolve(null),
    activation: sendable,
    discard: () => Promise.resolve(DONE),
    verify: (change) => Promise.resolve(answers.has(change.id) ? DONE : failed(unknownOutcome(change))),
    look(change) {
      if (change.state === 'verified' || answers.has(change.id)) {
        return Promise.resolve({ kind: 'after', text: `${change.target.label} has answered.` })
      }
      const { method } = After.parse(change.after)
      return Promise.resolve(
        method === 'GET' || method === 'HEAD'
          ? { kind: 'before', text: `${change.summary} changes nothing; it can be asked again.` }
          : { kind: 'unread', error: unknownOutcome(change) },
      )
    },
    reverse: () => null,
    opposite: ({ target }) => `${target.label}: a request that was sent cannot be taken back.`,
  }
  return { driver, answerOf: (changeId) => answers.get(changeId) }
}

const DONE: StepResult = { ok: true, warnings: [], detail: {}, activatedAt: null }

function planned({ method, url, headers, body, expect }: HttpAction): PlannedChange {
  const { host, origin, pathname } = new URL(url)
  return {
    driver: HTTP,
    target: { kind: 'service', id: host, label: host },
    node: { id: host, label: host },
    summary: `${method} ${origin}${pathname}`,
    before: {},
    after: { method, url, headers, ...(body === undefined ? {} : { body }), expect: expect ?? null },
  }
}

async function createClient(): Promise<AxiosInstance> {
  const { default: axios } = await import('axios')
  return axios.create({
    maxRedirects: 0,
    proxy: false,
    maxContentLength: MAX_ANSWER,
    maxBodyLength: MAX_ANSWER,
    responseType: 'text',
    // As it came: what is JSON is read by its content type.
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
  })
}

async function answerTo(
  client: AxiosInstance,
  after: After,
  timeout: number,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { method, url, headers, body } = after
  const isText = typeof body === 'string'
  const given = body === undefined ? {} : { data: isText ? body : JSON.stringify(body) }
  const type = body === undefined || isText ? {} : { 'content-type': 'application/json' }
  const answer = await client.request<string>({
    method,
    url,
    headers: { ...type, ...headers },
    ...given,
    timeout,
    signal,
  })
  const contentType = String(answer.headers['content-type'] ?? '')
  return { status: answer.status, body: /[/+]json\b/i.test(contentType) ? jsonOf(answer.data) : answer.data }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function isExpected({ expect }: After, status: number): boolean {
  return expect === null ? status >= 200 && status <= 299 : expect.includes(status)
}

function failed(error: ChangeError): StepResult {
  return { ok: false, error }
}

function unexpected({ target }: Change, { url }: After, { status, body }: HttpAnswer): ChangeError {
  const said = typeof body === 'string' ? body : JSON.stringify(body)
  const words = said.replace(/\s+/g, ' ').trim().slice(0, MAX_SAID)
  return {
    code: 'REFUSED_BY_SERVICE',
    text: `${target.label} answered ${status}${words === '' ? '.' : `: ${words}`}`,
    device: { status, error: words === '' ? null : words, debug: null, url },
  }
}

function silent({ target }: Change, { url }: After, error: unknown): ChangeError {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const why =
    code === 'ECONNABORTED' || code === 'ETIMEDOUT'
      ? 'did not answer in time.'
      : `could not be asked: ${error instanceof Error ? error.message : String(error)}.`
  return {
    code: 'SERVICE_SILENT',
    text: `${target.label} ${why}`,
    device: { status: null, error: null, debug: null, url },
  }
}

function unknownOutcome({ target, summary }: Change): ChangeError {
  const text = `${summary}: nobody knows whether ${target.label} has got it, so it is not sent again.`
  return { code: 'UNKNOWN_OUTCOME', text, device: null }
}
