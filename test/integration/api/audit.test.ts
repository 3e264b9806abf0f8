import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditChain, AuditRow, type Role } from '../../../src/contract'
import { until } from '../../support/until'
import { sampleAudit } from '../store/samples'
import { ADMIN_KEY, type Client, type OpenDoor, openDoor, openSocket } from './openDoor'

describe('the audit by the API', () => {
  let door: OpenDoor
  const secrets = new Map<Role, string>()
  beforeAll(async () => {
    door = await openDoor({})
    for (const role of ['viewer', 'engineer', 'admin'] as const) secrets.set(role, await door.keyOf(role))
    await door.api('PUT', '/placements', { items: [{ match: { nodeLabel: '=OB*' }, site: 'OB', room: null }] })
    await door.api('PUT', '/placements', { items: [] })
  })
  afterAll(() => door.stop())

  const as = (role: Role, path: string) =>
    door.ask('GET', `/api/v1${path}`, { authorization: `Bearer ${secrets.get(role) ?? ''}` })
  const found = async (query: string): Promise<AuditRow[]> => {
    const { status, body } = await as('viewer', `/audit?${query}`)
    expect(status).toBe(200)
    return (body as { items: unknown[] }).items.map((row) => AuditRow.parse(row))
  }

  it('is searched by whoever may look', async () => {
    expect(await found('what=placements.update')).toHaveLength(2)
    expect(await found('what=placements.update&override=true')).toEqual([])
    expect(await found('what=placements.update&override=false&q=sites')).toHaveLength(2)
    expect(await found('actor=SIGNALBOX_API_KEY&what=placements.update')).toHaveLength(2)
    expect(await found('what=placements.update&to=2020-01-01T00:00:00Z')).toEqual([])
  })

  it.each(['from=yesterday', 'outcome=maybe', 'override=perhaps', 'policy=soon'])('%s is refused', async (query) => {
    expect((await as('viewer', `/audit?${query}`)).status).toBe(400)
  })

  it('is exported by an engineer as a file, oldest first, and that is in the audit', async () => {
    const { status, headers, body } = await as('engineer', '/audit/export?what=placements.update')
    expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="signalbox-audit-[-\d]{19}\.jsonl"$/)
    const lines = String(body).trimEnd().split('\n')
    const [first, second] = lines.map((line) => AuditRow.parse(JSON.parse(line)))
    expect(lines).toHaveLength(2)
    expect((first?.id ?? 0) < (second?.id ?? 0)).toBe(true)
    const asCsv = await as('engineer', '/audit/export?what=placements.update&format=csv')
    expect(asCsv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(asCsv.headers.get('content-disposition')).toMatch(/\.csv"$/)
    expect(String(asCsv.body).split('\r\n')).toHaveLength(4)
    expect(String(asCsv.body)).toMatch(/^id,at,actorId/)
    expect(await found('what=audit.export')).toMatchObject([
      { summary: 'Audit exported: 2 rows', detail: { format: 'csv' } },
      { detail: { format: 'jsonl', rows: 2, query: { what: 'placements.update' }, truncated: false } },
    ])
  })

  it.each(['format=xlsx', 'from=yesterday', 'override=perhaps'])('an export with %s is refused', async (query) => {
    const { status, body } = await as('engineer', `/audit/export?${query}`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'BAD_REQUEST', data: { issues: [{ path: query.split('=')[0] }] } })
  })

  it('of any length goes out as it is read; one that is broken off is in the audit too', async () => {
    await door.store.audit.append(Array.from({ length: 60_000 }, () => ({ ...sampleAudit(null, null), what: 'long' })))
    const whole = await as('engineer', '/audit/export?what=long&format=csv')
    expect(whole.headers.get('content-length')).toBeNull()
    expect(String(whole.body).split('\r\n')).toHaveLength(60_002)
    const ending = new AbortController()
    const headers = { authorization: `Bearer ${secrets.get('engineer') ?? ''}` }
    const answer = await fetch(`${door.url}/api/v1/audit/export?what=long`, { headers, signal: ending.signal })
    await answer.body?.getReader().read()
    ending.abort()
    const rows = await until(
      () => found('what=audit.export&outcome=failed'),
      ({ length }) => length > 0,
      10_000,
    )
    expect(rows[0]).toMatchObject({ detail: { truncated: true } })
    expect(rows[0]?.summary).toMatch(/^Audit exported: \d+ rows, then broken off$/)
  })

  it('is exported by a window as a text, over its own link', async () => {
    const { client, socket }: { client: Client; socket: { close: () => void } } = await openSocket(door.url, {
      authorization: `Bearer ${secrets.get('engineer') ?? ''}`,
    })
    const { text, rows, truncated } = await client.audit.export({ what: 'placements.update', format: 'csv' })
    expect([rows, truncated, text.split('\r\n').length]).toEqual([2, false, 4])
    socket.close()
  })

  it('has who asked for what their role does not allow, and what about', async () => {
    const headers = { authorization: `Bearer ${secrets.get('viewer') ?? ''}`, 'content-type': 'application/json' }
    const take = { routes: [{ senderId: 'cam-1', receiverId: 'mon-7' }] }
    expect((await door.ask('POST', '/api/v1/takes', headers, JSON.stringify(take))).status).toBe(403)
    expect((await as('viewer', '/audit/export?target=mon-8')).status).toBe(403)
    const [download, asked] = await found('what=forbidden&outcome=refused&actor=a%20viewer')
    expect(asked).toMatchObject({
      actor: { name: 'a viewer', role: 'viewer' },
      origin: 'api',
      target: 'mon-7',
      summary: 'a viewer asked for “takes” and was refused: it needs the role operator, not viewer',
      detail: { asked: 'takes', needs: 'operator', role: 'viewer', about: ['cam-1', 'mon-7'] },
    })
    expect(download?.detail).toMatchObject({ asked: 'audit.export', needs: 'engineer' })
    expect((await found('target=mon-7')).map(({ id }) => id)).toEqual([asked?.id])
    const secret = { items: [{ match: { nodeLabel: 'sbx_secret' }, site: null, room: null }] }
    expect((await door.ask('PUT', '/api/v1/placements', headers, JSON.stringify(secret))).status).toBe(403)
    expect(JSON.stringify(await found('what=forbidden'))).not.toContain('sbx_secret')
  })

  it('is checked by an admin, over REST and by a window', async () => {
    const chain = AuditChain.parse((await as('admin', '/audit/verify')).body)
    expect(chain).toMatchObject({ ok: true, firstId: 1, problem: null })
    const { client, socket }: { client: Client; socket: { close: () => void } } = await openSocket(door.url, {
      authorization: `Bearer ${ADMIN_KEY}`,
    })
    expect((await client.audit.verify()).rows).toBeGreaterThan(chain.rows)
    socket.close()
    expect(await found('what=audit.verify')).toHaveLength(2)
    expect((await as('engineer', '/audit/verify')).status).toBe(403)
  })

  it('has who was not let in, without what they showed', async () => {
    const wrong = { authorization: 'Bearer sbx_not-a-key-of-ours' }
    for (let time = 0; time < 3; time += 1) expect((await door.ask('GET', '/api/v1/health', wrong)).status).toBe(401)
    expect((await door.ask('GET', '/api/v1/health', {})).status).toBe(401)
    const rows = await found('what=sign-in&outcome=refused')
    expect(rows.map(({ summary }) => summary)).toEqual([
      'A sign-in from 127.0.0.1 was refused: the API key is nobody’s',
    ])
    expect(JSON.stringify(rows)).not.toContain('not-a-key')
  })

  it('for how long it is kept is for an admin to say', async () => {
    const patch = (role: Role, audit: object) => {
      const headers = { authorization: `Bearer ${secrets.get(role) ?? ''}`, 'content-type': 'application/json' }
      return door.ask('PATCH', '/api/v1/settings', headers, JSON.stringify({ audit, tally: { staleMs: 9000 } }))
    }
    expect(await patch('engineer', { retentionDays: 1 })).toMatchObject({
      status: 403,
      body: { data: { needs: 'admin' } },
    })
    expect(door.house.settings.get()).toMatchObject({ audit: { retentionDays: null }, tally: { staleMs: 12_000 } })
    expect((await found('what=forbidden'))[0]).toMatchObject({
      detail: { asked: 'settings.update: audit.retentionDays', needs: 'admin', role: 'engineer' },
    })
    expect(await patch('engineer', { retentionDays: null })).toMatchObject({ status: 200 })
    expect(await patch('admin', { retentionDays: 400 })).toMatchObject({
      status: 200,
      body: { audit: { retentionDays: 400 } },
    })
    expect((await found('what=settings.update'))[0]?.summary).toBe('Settings: audit.retentionDays null → 400')
  })
})
