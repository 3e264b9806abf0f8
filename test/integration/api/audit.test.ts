import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditChain, AuditRow, type Role } from '../../../src/contract'
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

  it('is exported by an engineer, oldest first, and that is in the audit', async () => {
    const { status, body } = await as('engineer', '/audit/export?what=placements.update')
    expect(status).toBe(200)
    const { text, rows, truncated } = body as { text: string; rows: number; truncated: boolean }
    expect([rows, truncated]).toEqual([2, false])
    const lines = text.trimEnd().split('\n')
    const [first, second] = lines.map((line) => AuditRow.parse(JSON.parse(line)))
    expect(lines).toHaveLength(2)
    expect((first?.id ?? 0) < (second?.id ?? 0)).toBe(true)
    const asCsv = (await as('engineer', '/audit/export?what=placements.update&format=csv')).body as typeof body
    expect((asCsv as { text: string }).text.split('\r\n')).toHaveLength(4)
    expect(await found('what=audit.export')).toMatchObject([
      { summary: 'Audit exported: 2 rows', detail: { format: 'csv' } },
      { detail: { format: 'jsonl', rows: 2, query: { what: 'placements.update' } } },
    ])
    expect((await as('viewer', '/audit/export')).status).toBe(403)
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

  it('has what of the settings was changed', async () => {
    await door.api('PATCH', '/settings', { audit: { retentionDays: 90 } })
    expect((await found('what=settings.update'))[0]?.summary).toBe('Settings: audit.retentionDays null → 90')
  })
})
