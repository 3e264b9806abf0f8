import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '../../../../src/contract'
import { type PlaybookStage, startPlaybooks, stepsOf } from './playbookStage'

let stage: PlaybookStage
let server: Server
let host: string
const asked: { readonly method: string; readonly path: string; readonly type: string; readonly body: string }[] = []

/** What the service does at each path. */
const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/json': (response) => response.setHeader('content-type', 'application/json').end('{"ready": true, "list": [1, 2]}'),
  '/text': (response) => response.end('plain'),
  '/wrong': (response) => response.setHeader('content-type', 'application/json').end('{"ready": '),
  '/made': (response) => response.writeHead(201).end(),
  '/no': (response) => response.writeHead(503, { 'content-type': 'text/plain' }).end('Not\n  today'),
  '/elsewhere': (response) => response.writeHead(302, { location: '/json' }).end(),
  '/large': (response) => response.end('x'.repeat(2 * 1024 * 1024)),
  '/never': () => undefined,
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

beforeAll(async () => {
  stage = await startPlaybooks()
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = '', url: path = '', headers } = request
      asked.push({ method, path, type: headers['content-type'] ?? '', body })
      answers[path]?.(response)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  await stage.door.api('PATCH', '/settings', { playbooks: { allowedHosts: [host] }, execution: { requestMs: 500 } })
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await stage.stop()
})

/** A playbook that asks and then says what came back. */
async function asking(request: string, look: string): Promise<Run> {
  await stage.save(`name: asking
version: 1
onFailure: continue-on-error
steps:
  - { id: ask, http.request: ${request} }
  - { id: seen, needs: [ask], check: { that: '${look}' } }
`)
  return stage.run('asking')
}

describe('a step that asks a service', () => {
  it.each<[string, string, string]>([
    ['reads JSON', '{ url: "http://HOST/json" }', 'steps.ask.output.body.ready and steps.ask.output.status = 200'],
    ['keeps a text as it is', '{ url: "http://HOST/text" }', 'steps.ask.output.body = "plain"'],
    ['keeps what is no JSON as a text', '{ url: "http://HOST/wrong" }', '$type(steps.ask.output.body) = "string"'],
    ['takes the status it expects', '{ url: "http://HOST/no", expect: 503 }', 'steps.ask.output.status = 503'],
    ['follows no redirection', '{ url: "http://HOST/elsewhere", expect: [302] }', 'steps.ask.output.status = 302'],
  ])('%s', async (_name, request, look) => {
    const run = await asking(request.replace('HOST', host), look)
    expect([run.state, stepsOf(run)['ask']?.problem]).toEqual(['succeeded', null])
  })

  it('sends an object as JSON, and a text as it is', async () => {
    await asking(`{ method: POST, url: "http://${host}/made", body: { a: ["\${run.playbook}", 2] } }`, 'true')
    await asking(
      `{ method: PUT, url: "http://${host}/made", headers: { content-type: text/plain }, body: hello }`,
      'true',
    )
    expect(asked.slice(-2)).toEqual([
      { method: 'POST', path: '/made', type: 'application/json', body: '{"a":["asking",2]}' },
      { method: 'PUT', path: '/made', type: 'text/plain', body: 'hello' },
    ])
  })

  it.each<[string, string, RegExp]>([
    ['refuses', '/no', /^Run \d+ failed: 127\.0\.0\.1:\d+ answered 503: Not today$/],
    ['never answers', '/never', /did not answer in time\.$/],
    ['says too much', '/large', /could not be asked: maxContentLength size of 1048576 exceeded\.$/],
  ])('fails with the words of a service that %s, and asks it once', async (_name, path, words) => {
    const before = asked.filter((one) => one.path === path).length
    const run = await asking(`{ url: "http://${host}${path}" }`, 'true')
    expect([run.state, stepsOf(run)['ask']?.problem]).toEqual(['failed', expect.stringMatching(words)])
    expect(asked.filter((one) => one.path === path)).toHaveLength(before + 1)
  })
})
