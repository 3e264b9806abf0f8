import { ClientRequest } from 'node:http'
import type { NmosHttp } from '../../src/main/nmos/http'

/** One HTTP request as it was made. Times are those of `performance.now()`. */
export type Recorded = {
  readonly method: string
  readonly url: string
  readonly body: unknown
  readonly began: number
  ended: number
}

/** Records every HTTP request that this process makes while `work` runs and that is answered before it is done. */
export async function recorded(work: () => Promise<unknown>): Promise<readonly Recorded[]> {
  const all: Recorded[] = []
  const prototype = ClientRequest.prototype as { end: (...args: unknown[]) => ClientRequest }
  const original = prototype.end
  prototype.end = function end(this: ClientRequest, ...args: unknown[]) {
    const [body] = args
    const record: Recorded = {
      method: this.method,
      url: `${this.protocol}//${String(this.getHeader('host'))}${this.path}`,
      body: typeof body === 'string' || Buffer.isBuffer(body) ? (JSON.parse(body.toString()) as unknown) : null,
      began: performance.now(),
      ended: Infinity,
    }
    all.push(record)
    this.once('response', (answer: NodeJS.EventEmitter) => {
      answer.once('end', () => {
        record.ended = performance.now()
      })
    })
    return original.apply(this, args)
  }
  try {
    await work()
  } finally {
    prototype.end = original
  }
  const done = performance.now()
  return all.filter(({ ended }) => ended <= done)
}

/** The same requests done bare: each begins when those have been answered that were answered before it began. */
export async function replay(http: NmosHttp, requests: readonly Recorded[]): Promise<void> {
  const answers = new Map<Recorded, Promise<unknown>>()
  for (const request of requests) {
    const before = requests.filter(({ ended }) => ended <= request.began).map((earlier) => answers.get(earlier))
    answers.set(
      request,
      Promise.all(before).then(() => ask(http, request)),
    )
  }
  await Promise.all(answers.values())
}

function ask(http: NmosHttp, { method, url, body }: Recorded): Promise<unknown> {
  if (method === 'PATCH') return http.sendJson('PATCH', url, body)
  if (url.endsWith('/transportfile')) return http.getText(url, { accept: 'application/sdp', maxBytes: 1_000_000 })
  return http.getJson(url)
}
