import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type NmosHttp, type NmosHttpOptions, createNmosHttp } from '../../../src/main/nmos/http'
import { NmosHttpError } from '../../../src/main/nmos/nmosHttpError'
import { type Answer, type LocalServer, closedPort, json, startLocalServer } from './localServer'

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function client(options: Partial<NmosHttpOptions> = {}): NmosHttp {
  const http = createNmosHttp(options)
  closers.push(http.close)
  return http
}

async function serve(answer: Answer): Promise<LocalServer> {
  const server = await startLocalServer(answer)
  closers.push(server.close)
  return server
}

async function failureOf(work: Promise<unknown>): Promise<NmosHttpError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof NmosHttpError)) throw new Error(`an NmosHttpError was due, ${String(error)} came`)
  return error
}

describe('requests', () => {
  it('GETs JSON without a body or its content type, and reuses the connection', async () => {
    const server = await serve((_, response) => {
      json(response, [1], 200, { 'X-Paging-Limit': '7' })
    })
    const http = client()
    const answer = await http.getJson(`${server.url}/x`)
    await http.getJson(`${server.url}/y`)
    expect(answer).toMatchObject({ status: 200, body: [1], url: `${server.url}/x` })
    expect(answer.header('x-paging-limit')).toBe('7')
    expect(server.connections()).toBe(1)
    expect(server.seen[0]?.headers).toMatchObject({ accept: 'application/json', 'user-agent': 'signalbox' })
    expect(server.seen[0]?.headers).not.toHaveProperty('content-type')
    expect(server.seen[0]?.headers).not.toHaveProperty('content-length')
  })

  it('PATCHes JSON, once', async () => {
    const server = await serve((_, response) => {
      json(response, { ok: true }, 202)
    })
    const answer = await client().sendJson('PATCH', `${server.url}/staged`, { a: 'ü' })
    expect(answer.status).toBe(202)
    expect(server.seen).toHaveLength(1)
    expect(server.seen[0]).toMatchObject({ method: 'PATCH', url: '/staged', body: '{"a":"ü"}' })
    expect(server.seen[0]?.headers['content-type']).toBe('application/json')
  })

  it('DELETEs without a body', async () => {
    const server = await serve((_, response) => {
      response.writeHead(204).end()
    })
    await client().delete(`${server.url}/subscriptions/1`)
    expect(server.seen[0]?.headers).not.toHaveProperty('content-type')
  })

  it('leaves a text as it came', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/sdp' }).end('v=0\r\ns=ü \r\n\r\n')
    })
    const answer = await client().getText(`${server.url}/sdp`, { accept: 'application/sdp', maxBytes: 100 })
    expect(answer.body).toBe('v=0\r\ns=ü \r\n\r\n')
    expect(server.seen[0]?.headers.accept).toBe('application/sdp')
  })
})

describe('redirects', () => {
  it('follows them on GET, relative ones too', async () => {
    const server = await serve(({ url }, response) => {
      if (url === '/a') response.writeHead(301, { Location: '/b/' }).end()
      else if (url === '/b/') response.writeHead(307, { Location: `${server.url}/c` }).end()
      else json(response, url)
    })
    expect(await client().getJson(`${server.url}/a`)).toMatchObject({ body: '/c', url: `${server.url}/c` })
  })

  it.each([
    ['to itself', (url: string) => url, 'leads back'],
    ['between two', (url: string) => (url === '/a' ? '/b' : '/a'), 'leads back'],
    ['without end', (url: string) => `${url}x`, 'more than 5'],
  ])('ends a loop %s', async (_, next, words) => {
    const server = await serve(({ url }, response) => {
      response.writeHead(302, { Location: next(url) }).end()
    })
    const error = await failureOf(client().getJson(`${server.url}/a`))
    expect(error.kind).toBe('redirect-loop')
    expect(error.message).toContain(words)
    expect(server.seen.length).toBeLessThanOrEqual(6)
  })

  it('does not follow them on PATCH', async () => {
    const server = await serve((_, response) => {
      response.writeHead(307, { Location: '/b' }).end()
    })
    expect(await failureOf(client().sendJson('PATCH', `${server.url}/a`, {}))).toMatchObject({
      kind: 'status',
      status: 307,
      location: '/b',
    })
    expect(server.seen).toHaveLength(1)
  })

  it('goes to no address that is none', async () => {
    const server = await serve((_, response) => {
      response.writeHead(302, { Location: 'file:///etc/passwd' }).end()
    })
    expect((await failureOf(client().getJson(server.url))).kind).toBe('bad-url')
  })
})

describe('failures', () => {
  it('nothing listens', async () => {
    const error = await failureOf(client().getJson(`http://127.0.0.1:${await closedPort()}/`))
    expect(error.kind).toBe('unreachable')
    expect(error.message).toContain('nothing listens on that port')
  })

  it('the name is unknown', async () => {
    const error = await failureOf(client().getJson('http://no-such-host.invalid/'))
    expect(error.kind).toBe('unreachable')
  })

  it('no URL', async () => {
    expect((await failureOf(client().getJson('registry'))).kind).toBe('bad-url')
  })

  it('no answer in time: it was sent', async () => {
    const server = await serve(() => undefined)
    const error = await failureOf(client({ timeoutMs: 50 }).sendJson('PATCH', server.url, {}))
    expect(error.kind).toBe('timeout')
    expect(error.message).toContain('nothing for 50 ms')
  })

  it('no connection in time: it was never sent', async () => {
    const server = await serve(() => undefined)
    const http = client({ timeoutMs: 100, maxSocketsPerHost: 1 })
    const first = failureOf(http.getJson(server.url, { timeoutMs: 400 }))
    const waiting = await failureOf(http.getJson(server.url))
    expect(waiting.kind).toBe('unreachable')
    expect((await first).kind).toBe('timeout')
    expect(server.seen).toHaveLength(1)
  })

  it('an answer that stops in the middle', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'Content-Length': '100' })
      response.write('[1,')
    })
    expect((await failureOf(client({ timeoutMs: 50 }).getJson(server.url))).kind).toBe('timeout')
  })

  it('an answer that trickles for ever', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write(' '), 10)
      response.on('close', () => {
        clearInterval(timer)
      })
    })
    expect((await failureOf(client({ timeoutMs: 50 }).getJson(server.url))).kind).toBe('timeout')
  })

  it('half an answer, then a broken connection', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'Content-Length': '100' })
      response.write('[1,', () => response.destroy())
    })
    expect((await failureOf(client().getJson(server.url))).kind).toBe('reset')
  })

  it('a connection that breaks after a PATCH is not repeated', async () => {
    const server = await serve((_, response) => {
      response.destroy()
    })
    expect((await failureOf(client().sendJson('PATCH', server.url, {}))).kind).toBe('reset')
    expect(server.seen).toHaveLength(1)
  })

  it('a GET on a connection that was just given up is asked again', async () => {
    let answers = 0
    const server = await serve((_, response) => {
      answers += 1
      if (answers === 2) response.destroy()
      else json(response, answers)
    })
    const http = client()
    await http.getJson(server.url)
    expect((await http.getJson(server.url)).body).toBe(3)
  })

  it('what speaks no HTTP', async () => {
    const odd = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.resume()
      socket.end('220 mail ready\r\n')
    })
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve))
    closers.push(
      () =>
        new Promise((resolve) =>
          odd.close(() => {
            resolve()
          }),
        ),
    )
    const { port } = odd.address() as AddressInfo
    expect((await failureOf(client().getJson(`http://127.0.0.1:${port}/`))).kind).toBe('reset')
  })

  it('https where there is none', async () => {
    const server = await serve((_, response) => {
      json(response, 1)
    })
    const error = await failureOf(client().getJson(server.url.replace('http:', 'https:')))
    expect(error.kind).toBe('unreachable')
  })

  it('a refusal in the words of the device', async () => {
    const body = { code: 500, error: 'Could not establish link', debug: { line: 3 } }
    const server = await serve((_, response) => {
      json(response, body, 500)
    })
    const error = await failureOf(client().getJson(`${server.url}/x`))
    expect(error).toMatchObject({
      kind: 'status',
      status: 500,
      error: 'Could not establish link',
      debug: '{"line":3}',
      body,
    })
    expect(error.message).toContain('answered 500: Could not establish link')
  })

  it.each([
    ['a web page', '<html><body>Bad gateway</body></html>', 'answered 502: Bad Gateway ('],
    ['plain words', 'upstream is gone', 'answered 502: upstream is gone ('],
    ['nothing', '', 'answered 502: Bad Gateway ('],
  ])('a refusal with %s', async (_, body, words) => {
    const server = await serve((_request, response) => {
      response.writeHead(502).end(body)
    })
    expect((await failureOf(client().getJson(server.url))).message).toContain(words)
  })

  it('a refusal as long as a book is cut', async () => {
    const server = await serve((_, response) => {
      response.writeHead(500).end('x'.repeat(5_000_000))
    })
    const error = await failureOf(client().getJson(server.url))
    expect(error.kind).toBe('status')
    expect(String(error.body).length).toBeLessThan(1_000_000)
  })

  it.each([
    ['a web page', '<!DOCTYPE html>\n<html><head><title>Log in</title></head>', 'it begins “<!DOCTYPE html> <html>'],
    ['half a list', '[{"id":', 'it begins “[{"id":”'],
    ['nothing', '', 'the answer is empty'],
  ])('%s instead of JSON', async (_, body, words) => {
    const server = await serve((_request, response) => {
      response.writeHead(200).end(body)
    })
    const error = await failureOf(client().getJson(server.url))
    expect(error.kind).toBe('not-json')
    expect(error.message).toContain(words)
  })

  it.each([
    ['said in advance', true],
    ['not said', false],
  ])('an answer over the limit, its length %s', async (_, announced) => {
    const text = 'x'.repeat(2 * 1024 * 1024)
    const server = await serve((_request, response) => {
      if (announced) response.setHeader('Content-Length', text.length)
      response.end(text)
    })
    const error = await failureOf(client().getText(server.url, { accept: '*/*', maxBytes: 1024 * 1024 }))
    expect(error.kind).toBe('too-large')
    expect(error.message).toContain('over 1 MB')
  })

  it('keeps credentials out of what is shown', async () => {
    const port = await closedPort()
    const error = await failureOf(client().getJson(`http://me:secret@127.0.0.1:${port}/x?token=abc`))
    expect(error.message).not.toMatch(/secret|abc/)
    expect(error.url).toBe(`http://127.0.0.1:${port}/x?token=…`)
  })
})

describe('ending', () => {
  it.each(['before', 'during', 'in the body'])('a signal %s', async (when) => {
    const server = await serve((_, response) => {
      if (when !== 'in the body') return
      response.writeHead(200, { 'Content-Length': '10' })
      response.write('[')
    })
    const controller = new AbortController()
    if (when === 'before') controller.abort()
    const work = failureOf(client().getJson(server.url, { signal: controller.signal }))
    if (when !== 'before') {
      await expect.poll(() => server.seen.length).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 20))
      controller.abort()
    }
    expect((await work).kind).toBe('aborted')
  })

  it('close() ends what is under way, leaves no connection and refuses the rest', async () => {
    const server = await serve(({ url }, response) => {
      if (url === '/done') json(response, 1)
    })
    const http = client()
    await http.getJson(`${server.url}/done`)
    const work = failureOf(http.getJson(server.url))
    await expect.poll(() => server.seen.length).toBe(2)
    http.close()
    expect((await work).kind).toBe('aborted')
    expect((await failureOf(http.getJson(server.url))).kind).toBe('aborted')
    const open = () =>
      new Promise((resolve) => {
        server.server.getConnections((_, count) => {
          resolve(count)
        })
      })
    await expect.poll(open).toBe(0)
  })

  it('an answer of another host does not wait for a dead one', async () => {
    const dead = await serve(() => undefined)
    const alive = await serve((_, response) => {
      json(response, 'here')
    })
    const http = client({ timeoutMs: 300, maxSocketsPerHost: 1 })
    const order: string[] = []
    await Promise.all([
      failureOf(http.getJson(dead.url)).then(() => order.push('dead')),
      http.getJson(alive.url).then(() => order.push('alive')),
    ])
    expect(order).toEqual(['alive', 'dead'])
  })
})
