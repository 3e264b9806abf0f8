import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY, type OpenDoor, openDoor } from './openDoor'

describe('what is not understood', () => {
  let door: OpenDoor
  beforeAll(async () => {
    door = await openDoor({})
  })
  afterAll(() => door.stop())

  const raw = (body: string, type: string) =>
    door.ask('POST', '/api/v1/takes', { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': type }, body)

  it('malformed JSON is named', async () => {
    const answer = await raw('{"routes": [', 'application/json')
    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('not valid JSON') as string,
      data: null,
    })
  })

  it('a wrong shape is named with its place', async () => {
    const answer = await door.api('POST', '/takes', { routes: [{ senderId: null, receiverId: 'a' }, { senderId: 7 }] })
    expect(answer.status).toBe(400)
    const body = answer.body as { code: string; message: string; data: { issues: { path: string }[] } }
    expect(Object.keys(body).sort()).toEqual(['code', 'data', 'message'])
    expect(body.message).toContain('routes[1].senderId')
    expect(body.data.issues.map(({ path }) => path)).toEqual(['routes[1].senderId', 'routes[1].receiverId'])
  })

  it.each([
    ['no body', undefined],
    ['a list', []],
    ['text', 'take it'],
    ['nothing', null],
  ])('%s where an object belongs', async (_, body) => {
    const answer = await door.api('POST', '/takes', body)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ code: 'BAD_REQUEST', data: { issues: expect.any(Array) as unknown[] } })
  })

  it('another kind of body', async () => {
    expect(await raw('routes=1', 'application/x-www-form-urlencoded')).toMatchObject({
      status: 415,
      body: { code: 'UNSUPPORTED_MEDIA_TYPE' },
    })
  })

  it('a body over 4 MB', async () => {
    const answer = await door.api('POST', '/takes', { routes: [], filler: 'x'.repeat(4 * 1024 * 1024) })
    expect(answer).toMatchObject({ status: 413, body: { code: 'TOO_LARGE', data: null } })
  })

  it.each([
    ['GET', '/nowhere', 404, 'NOT_FOUND'],
    ['GET', '/receivers/nobody', 404, 'NOT_FOUND'],
    ['GET', '/runs/nobody', 404, 'NOT_FOUND'],
    ['POST', '/runs/nobody/approve', 404, 'NOT_FOUND'],
    ['POST', '/runs/nobody/cancel', 404, 'NOT_FOUND'],
    ['GET', '/resources/sender/nobody/inspection', 404, 'NOT_FOUND'],
    ['GET', '/resources/camera/nobody/inspection', 400, 'BAD_REQUEST'],
    ['POST', '/resources/nobody/forget', 404, 'NOT_FOUND'],
    ['DELETE', '/registries/nobody', 404, 'NOT_FOUND'],
    ['GET', '/receivers?limit=0', 400, 'BAD_REQUEST'],
    ['GET', '/receivers?limit=many', 400, 'BAD_REQUEST'],
    ['GET', '/receivers?cursor=nonsense', 400, 'BAD_REQUEST'],
    ['GET', '/runs?cursor=nonsense', 400, 'BAD_REQUEST'],
    ['DELETE', '/takes', 405, 'METHOD_NOT_ALLOWED'],
    ['PUT', '/runs/7/approve', 405, 'METHOD_NOT_ALLOWED'],
  ])('%s %s → %i %s', async (method, path, status, code) => {
    const answer = await door.api(method, path)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ code, message: expect.stringMatching(/\S+.*\.$/) as string })
    expect(Object.keys(answer.body as object).sort()).toEqual(['code', 'data', 'message'])
  })

  it('a wrong method names the right ones', async () => {
    expect((await door.api('DELETE', '/registries')).headers.get('allow')).toBe('GET, POST')
  })

  it.each(['nonsense', 'ftp://registry.example', 'http://'])('a registry at “%s”', async (queryUrl) => {
    const answer = await door.api('POST', '/registries', { label: 'R', queryUrl })
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
  })

  it('ids of any kind come to the procedure whole', async () => {
    const id = 'MON 1/ä?%'
    const answer = await door.api('GET', `/senders/${encodeURIComponent(id)}`)
    expect(answer).toMatchObject({ status: 404, body: { data: { id } } })
  })

  it('what nobody expected is logged once and says nothing from inside', async () => {
    const list = door.discovery.list
    const broken = { ...door.discovery, list }
    expect(broken.list()).toEqual([])
    Object.assign(door.discovery, {
      list: () => {
        throw new Error('the pump at 10.0.0.7 broke')
      },
    })
    try {
      const before = door.logged.length
      const answer = await door.api('GET', '/registries')
      expect(answer).toMatchObject({ status: 500, body: { code: 'INTERNAL_SERVER_ERROR', data: null } })
      expect(JSON.stringify(answer.body)).not.toContain('10.0.0.7')
      expect(door.logged.slice(before)).toMatchObject([
        { context: { procedure: 'registries.list', actor: 'environment' } },
      ])
    } finally {
      Object.assign(door.discovery, { list })
    }
  })

  it('a store that cannot be written is said to be so', async () => {
    const other = await openDoor({})
    const key = await other.keyOf('operator')
    await other.store.close()
    const answer = await other.ask('GET', '/api/v1/session', { authorization: `Bearer ${key}` })
    expect(answer).toMatchObject({ status: 503, body: { code: 'STORE_FAILED' } })
    const audit = await other.api('GET', '/audit')
    expect(audit).toMatchObject({ status: 503, body: { code: 'STORE_FAILED' } })
    await other.stop()
  })
})
