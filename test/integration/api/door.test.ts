import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createServer } from '../../../src/main/api/server'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { until } from '../../support/until'
import { ADMIN_KEY, type OpenDoor, openDoor, openSocket } from './openDoor'

const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` })

describe('the door', () => {
  let door: OpenDoor
  let page: string
  beforeAll(async () => {
    page = mkdtempSync(join(tmpdir(), 'signalbox-page-'))
    mkdirSync(join(page, 'assets'))
    writeFileSync(join(page, 'index.html'), '<!doctype html><title>Signalbox</title>')
    writeFileSync(join(page, 'assets', 'app-1234.js'), 'export {}')
    door = await openDoor({ staticDir: page, allowedHosts: ['signalbox.plant.example'] })
  })
  afterAll(async () => {
    await door.stop()
    rmSync(page, { recursive: true, force: true })
  })

  const issue = (): string => door.doorman.issueToken({ id: 'local', name: 'Robin', role: 'operator' })

  async function signIn(): Promise<string> {
    const answer = await door.ask('GET', `/sign-in?token=${issue()}`, {})
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  }

  /** A request with a Host of its own, which fetch does not allow. */
  const asHost = (host: string, path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: door.port, path, headers: { host, ...bearer(ADMIN_KEY) } },
        (answer) => {
          answer.resume()
          resolve(answer.statusCode ?? 0)
        },
      )
      asked.on('error', reject)
      asked.end()
    })

  describe('the sign-in address', () => {
    it('becomes a session cookie and leads to the page', async () => {
      const answer = await door.ask('GET', `/sign-in?token=${issue()}`, {})
      expect(answer.status).toBe(303)
      expect(answer.headers.get('location')).toBe('/')
      const cookie = answer.headers.get('set-cookie') ?? ''
      expect(cookie).toMatch(/HttpOnly/)
      expect(cookie).toMatch(/SameSite=Strict/)
      expect(cookie).not.toMatch(/Secure/)
      const session = await door.ask('GET', '/api/v1/session', { cookie: cookie.split(';')[0] ?? '' })
      expect(session.body).toEqual({ actor: { id: 'local', name: 'Robin', role: 'operator' }, via: 'cookie' })
    })

    it('works once, even when it is asked for twice at the same time', async () => {
      const token = issue()
      const answers = await Promise.all([1, 2, 3].map(() => door.ask('GET', `/sign-in?token=${token}`, {})))
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 401, 401])
      const again = await door.ask('GET', `/sign-in?token=${token}`, {})
      expect(again.status).toBe(401)
      expect(again.headers.get('content-type')).toContain('text/html')
      expect(again.body).toContain('prints a new one')
    })

    it('leads a window that is signed in to the page, whatever the token', async () => {
      const cookie = await signIn()
      const answer = await door.ask('GET', '/sign-in?token=used', { cookie })
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
    })

    it('is not used up by HEAD', async () => {
      const token = issue()
      await door.ask('HEAD', `/sign-in?token=${token}`, {})
      expect((await door.ask('GET', `/sign-in?token=${token}`, {})).status).toBe(303)
    })

    it('keeps neither token nor cookie where they could be read, and writes an audit row', async () => {
      const token = issue()
      const answer = await door.ask('GET', `/sign-in?token=${token}`, {})
      const secret = /=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''
      expect(await door.store.sessions.byHash(secret)).toBeNull()
      const audit = JSON.stringify((await door.api('GET', '/audit')).body)
      expect(audit).toContain('sign-in')
      expect(audit).not.toContain(token)
      expect(audit).not.toContain(secret)
    })
  })

  describe('a key typed into a window', () => {
    const made = async (role: string) =>
      (await door.api('POST', '/keys', { label: 'Bea', role })).body as { key: { id: string }; secret: string }
    const withKey = (key: string, headers: Record<string, string> = {}) =>
      door.ask('POST', '/sign-in', { 'content-type': 'application/json', ...headers }, JSON.stringify({ key }))

    it('signs it in as whose key it is, until the key is revoked', async () => {
      const { key, secret } = await made('engineer')
      const answer = await withKey(secret)
      expect(answer.status).toBe(204)
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      expect((await door.ask('GET', '/api/v1/session', { cookie })).body).toEqual({
        actor: { id: key.id, name: 'Bea', role: 'engineer' },
        via: 'cookie',
      })
      await door.api('DELETE', `/keys/${key.id}`)
      expect((await door.ask('GET', '/api/v1/session', { cookie })).status).toBe(401)
    })

    it('is refused when it is nobody’s, or when another page sends it', async () => {
      expect((await withKey('sbx_nobody')).status).toBe(401)
      const { secret } = await made('operator')
      expect((await withKey(secret, { origin: 'http://elsewhere.example' })).status).toBe(403)
    })

    it('can be signed out again', async () => {
      const { secret } = await made('operator')
      const cookie = ((await withKey(secret)).headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      expect((await door.ask('POST', '/sign-out', { cookie })).status).toBe(204)
      expect((await door.ask('GET', '/api/v1/session', { cookie })).status).toBe(401)
    })
  })

  describe('API keys', () => {
    it('are shown once, used, listed without the secret, and revoked at once', async () => {
      const made = await door.api('POST', '/keys', { label: 'automation', role: 'operator' })
      expect(made.status).toBe(201)
      const { key, secret } = made.body as { key: { id: string }; secret: string }
      expect(secret).toMatch(/^sbx_[\w-]{43}$/)
      expect((await door.ask('GET', '/api/v1/session', bearer(secret))).body).toEqual({
        actor: { id: key.id, name: 'automation', role: 'operator' },
        via: 'key',
      })
      const list = await until(
        () => door.api('GET', '/keys'),
        ({ body }) =>
          (body as { items: { id: string; lastUsedAt: string | null }[] }).items.some(
            (one) => one.id === key.id && one.lastUsedAt !== null,
          ),
        5000,
      )
      expect(JSON.stringify(list.body)).not.toContain(secret)
      const revoked = await door.api('DELETE', `/keys/${key.id}`)
      expect((revoked.body as { revokedAt: string | null }).revokedAt).not.toBeNull()
      expect((await door.ask('GET', '/api/v1/session', bearer(secret))).status).toBe(401)
      expect((await door.api('DELETE', '/keys/nobody')).status).toBe(404)
      const rows = JSON.stringify((await door.api('GET', `/audit?target=${key.id}`)).body)
      expect(rows).toContain('key.create')
      expect(rows).toContain('key.revoke')
      expect(rows).not.toContain(secret)
    })

    it('end the windows and feeds behind them when they are revoked', async () => {
      const { key, secret } = await door.keys.create({ label: 'kiosk', role: 'viewer' })
      const { socket } = await openSocket(door.url, bearer(secret))
      const closed = new Promise<number>((resolve) => socket.once('close', resolve))
      const stream = await fetch(`${door.url}/api/v1/events`, { headers: bearer(secret) })
      const ended = stream.text()
      await door.api('DELETE', `/keys/${key.id}`)
      expect(await closed).toBe(1008)
      await expect(ended).resolves.toMatch(/^: /)
    })

    it.each(['Bearer wrong', 'Bearer sbx_wrong', 'Basic YTpi', 'Bearer', `Bearer ${ADMIN_KEY}x`])(
      '%s is nobody',
      async (authorization) => {
        expect((await door.ask('GET', '/api/v1/session', { authorization })).status).toBe(401)
      },
    )

    it('a wrong key is not made good by a cookie', async () => {
      const cookie = await signIn()
      expect((await door.ask('GET', '/api/v1/session', { cookie, ...bearer('sbx_wrong') })).status).toBe(401)
    })
  })

  describe('the Host header', () => {
    it.each([
      ['127.0.0.1', 200],
      ['localhost:8484', 200],
      ['[::1]:8484', 200],
      ['signalbox.plant.example', 200],
      ['SIGNALBOX.plant.example:80', 200],
      ['rebound.example', 421],
      ['192.168.1.7:8484', 421],
      ['localhost.rebound.example', 421],
      ['127.0.0.1.rebound.example', 421],
      ['localhost@rebound.example', 421],
    ])('%s → %i', async (host, status) => {
      expect(await asHost(host, '/api/v1/session')).toBe(status)
    })
  })

  describe('pages of others', () => {
    const placements = JSON.stringify({ items: [] })
    const asJson = { 'content-type': 'application/json' }

    it.each([
      ['a foreign origin', { origin: 'http://evil.example' }, 403],
      ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
      ['no origin to be named', { origin: 'null' }, 403],
      ['a page of the same site', { 'sec-fetch-site': 'same-site' }, 403],
      ['a foreign page', { 'sec-fetch-site': 'cross-site' }, 403],
    ])('cannot act with a window’s cookie: %s', async (_, headers, status) => {
      const cookie = await signIn()
      const body = JSON.stringify({ routes: [{ senderId: null, receiverId: 'x' }] })
      const answer = await door.ask('POST', '/api/v1/takes', { cookie, ...asJson, ...headers }, body)
      expect(answer.status).toBe(status)
      expect(answer.body).toMatchObject({ code: 'FOREIGN_ORIGIN' })
    })

    it('our own page can', async () => {
      const admin = door.doorman.issueToken({ id: 'local', name: 'Robin', role: 'admin' })
      const signedIn = await door.ask('GET', `/sign-in?token=${admin}`, {})
      const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      const headers = { cookie, ...asJson, origin: door.url, 'sec-fetch-site': 'same-origin' }
      expect((await door.ask('PUT', '/api/v1/placements', headers, placements)).status).toBe(200)
    })

    it.each([
      ['a foreign page', { origin: 'http://evil.example' }, 403],
      ['nobody', { origin: null, cookie: null }, 401],
    ])('cannot open a WebSocket: %s', async (_, wish, status) => {
      const cookie = await signIn()
      const headers: Record<string, string> = {}
      if (!('cookie' in wish)) headers['cookie'] = cookie
      if (wish.origin !== null) headers['origin'] = wish.origin
      const socket = new WebSocket(`${door.url.replace(/^http/, 'ws')}/api/ws`, { headers })
      const refused = await new Promise<number>((resolve, reject) => {
        socket.once('unexpected-response', (asked, answer) => {
          resolve(answer.statusCode ?? 0)
          asked.destroy()
        })
        socket.once('open', () => {
          reject(new Error('It was let in'))
        })
        socket.on('error', () => undefined)
      })
      expect(refused).toBe(status)
    })
  })

  describe('the page', () => {
    it.each(['/', '/runs/7'])('%s is the page, without a session too', async (path) => {
      const answer = await door.ask('GET', path, { accept: 'text/html' })
      expect(answer.status).toBe(200)
      expect(answer.body).toContain('<title>Signalbox')
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    })

    it('has a strict policy', async () => {
      const csp = (await door.ask('GET', '/', { accept: 'text/html' })).headers.get('content-security-policy') ?? ''
      expect(csp).toContain("default-src 'self'")
      expect(csp).toContain("script-src 'self';")
      expect(csp).toContain("worker-src 'self' blob:")
      expect(csp).toContain(`connect-src 'self' ws://127.0.0.1:${door.port} wss://127.0.0.1:${door.port}`)
      expect(csp).not.toContain('upgrade-insecure-requests')
    })

    it('has assets that never change, and names what is missing', async () => {
      const asset = await door.ask('GET', '/assets/app-1234.js', {})
      expect(asset.headers.get('cache-control')).toContain('immutable')
      expect((await door.ask('GET', '/assets/gone.js', { accept: '*/*' })).status).toBe(404)
      expect((await door.ask('GET', '/../../etc/passwd', { accept: '*/*' })).status).toBe(404)
    })
  })

  it('shows its figures to who may look', async () => {
    expect((await door.ask('GET', '/metrics', {})).status).toBe(401)
    const metrics = await door.ask('GET', '/metrics', bearer(ADMIN_KEY))
    expect(metrics.headers.get('content-type')).toContain('text/plain')
    expect(metrics.body).toContain('signalbox_windows')
  })

  it('slows down who guesses, and nobody else', async () => {
    const other = await openDoor({})
    try {
      const statuses = new Set<number>()
      for (let i = 0; i < 80; i += 1)
        statuses.add((await other.ask('GET', '/api/v1/session', bearer(`sbx_${i}`))).status)
      expect(statuses).toEqual(new Set([401, 429]))
      expect((await other.api('GET', '/session')).status).toBe(200)
      const tries = new Set<number>()
      for (let i = 0; i < 25; i += 1) tries.add((await other.ask('GET', `/sign-in?token=${i}`, {})).status)
      expect(tries).toEqual(new Set([401, 429]))
    } finally {
      await other.stop()
    }
  })

  it('says so when the port is taken', async () => {
    const second = await createServer({
      router: door.router,
      doorman: door.doorman,
      audit: door.store.audit,
      clock: systemClock,
      modules: { route: () => ({ kind: 'unknown' }) },
      staticDir: null,
      bind: '127.0.0.1',
      port: door.port,
      allowedHosts: [],
      version: '0',
      metrics: { text: () => Promise.resolve(''), contentType: 'text/plain', setWindows: () => undefined },
      logger: silentLogger,
    })
    await expect(second.start()).rejects.toThrow(`Port ${door.port} is taken`)
    await second.stop()
  })
})
