import { request, type Agent } from 'node:http'

export type ClientAnswer = { readonly status: number; readonly body: string }

/**
 * One HTTP request over the agent given. `body` goes as JSON; undefined sends none.
 * @throws where there is no connection or no answer within `timeoutMs`.
 */
export function send(
  agent: Agent,
  method: string,
  url: string,
  body: unknown,
  timeoutMs: number,
): Promise<ClientAnswer> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') })
      })
    })
    outgoing.setTimeout(timeoutMs, () => outgoing.destroy(new Error(`No answer within ${String(timeoutMs)} ms`)))
    outgoing.on('error', reject)
    if (text !== undefined) {
      outgoing.setHeader('content-type', 'application/json')
      outgoing.setHeader('content-length', Buffer.byteLength(text))
    }
    outgoing.end(text)
  })
}
