import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { specsAvailable, validatorFor } from '../../support/schemas'

export type Resource = { readonly id: string; readonly label: string; readonly version: string }

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
  readonly text: string
}

const kinds = ['nodes', 'devices', 'sources', 'flows', 'senders', 'receivers']

/** The AMWA schema of what a path answers; undefined for the listings that have none. */
function schemaOf(method: string, pathname: string): { readonly api: string; readonly schema: string } | undefined {
  const [, , name, version, first, second] = pathname.split('/')
  const api = `is-04/${version ?? ''}`
  if (version === undefined || version === '') return undefined
  if (name === 'registration') {
    if (first === undefined || first === '') return { api, schema: 'registrationapi-base.json' }
    return {
      api,
      schema: first === 'health' ? 'registrationapi-health-response.json' : 'registrationapi-resource-response.json',
    }
  }
  if (name === 'query') {
    if (first === undefined || first === '') return { api, schema: 'queryapi-base.json' }
    if (first === 'subscriptions') {
      const isList = second === undefined && method === 'GET'
      return { api, schema: isList ? 'queryapi-subscriptions-response.json' : 'queryapi-subscription-response.json' }
    }
    if (kinds.includes(first))
      return { api, schema: second === undefined ? `${first}.json` : `${first.slice(0, -1)}.json` }
  }
  if (name === 'node' && first === 'self') return { api, schema: 'node.json' }
  return undefined
}

/** Checks a value against a schema where AMWA's schemas are at hand. */
export function checkAgainst(api: string, schema: string, value: unknown): void {
  if (specsAvailable) validatorFor(api, schema)(value)
}

/** Asks and checks the answer against AMWA's schema for it. Redirects are not followed. */
export async function ask(method: string, url: string, body?: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    ...(body === undefined
      ? {}
      : {
          body: typeof body === 'string' ? body : JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type') === 'application/json' && text !== ''
  const parsed: unknown = isJson ? JSON.parse(text) : undefined
  if (isJson) {
    const known =
      response.status >= 400 ? { api: 'is-04/v1.3', schema: 'error.json' } : schemaOf(method, new URL(url).pathname)
    if (known !== undefined) checkAgainst(known.api, known.schema, parsed)
  }
  return { status: response.status, headers: response.headers, body: parsed, text }
}

export function get(url: string): Promise<Answer> {
  return ask('GET', url)
}

/** The answer as a list of resources. */
export function listOf(answer: Answer): readonly Resource[] {
  if (!Array.isArray(answer.body)) throw new Error(`no list: ${answer.status} ${answer.text}`)
  return answer.body as readonly Resource[]
}

export function labelsOf(answer: Answer): readonly string[] {
  return listOf(answer).map(({ label }) => label)
}

/** The address in `Link` with that relation. */
export function linkOf(answer: Answer, rel: string): string {
  const found = new RegExp(`<([^>]*)>; rel="${rel}"`).exec(answer.headers.get('link') ?? '')
  if (found?.[1] === undefined) throw new Error(`no link ${rel}`)
  return found[1]
}

/** Waits until `condition` holds, however long that takes within a generous limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('the condition never came')
    await pause(5)
  }
}

export type GrainEntry = { readonly path: string; readonly pre?: Resource; readonly post?: Resource }
export type Grain = {
  readonly source_id: string
  readonly flow_id: string
  readonly creation_timestamp: string
  readonly grain: { readonly topic: string; readonly data: readonly GrainEntry[] }
}

export type Listening = {
  readonly grains: readonly Grain[]
  /** All entries so far, in order. */
  readonly entries: () => readonly GrainEntry[]
  readonly isClosed: () => boolean
  readonly close: () => void
}

/** Opens a WebSocket and keeps its grains, each checked against AMWA's schema. */
export async function listen(href: string, api = 'is-04/v1.3'): Promise<Listening> {
  const socket = new WebSocket(href)
  const grains: Grain[] = []
  let closed = false
  socket.on('message', (data) => {
    const grain: unknown = JSON.parse((data as Buffer).toString('utf8'))
    checkAgainst(api, 'queryapi-subscriptions-websocket.json', grain)
    grains.push(grain as Grain)
  })
  socket.on('close', () => {
    closed = true
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    grains,
    entries: () => grains.flatMap(({ grain }) => grain.data),
    isClosed: () => closed,
    close: () => {
      socket.terminate()
    },
  }
}

export type SubscriptionAnswer = { readonly id: string; readonly ws_href: string }

export function subscriptionRequest(path: string, params: object = {}, rate = 0, persist = false): object {
  return { resource_path: path, params, max_update_rate_ms: rate, persist, secure: false }
}

/** Subscribes and connects. */
export async function subscribe(queryUrl: string, path: string, params: object = {}, rate = 0): Promise<Listening> {
  const answer = await ask('POST', `${queryUrl}v1.3/subscriptions`, subscriptionRequest(path, params, rate))
  return listen((answer.body as SubscriptionAnswer).ws_href)
}
