import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRow, Registry } from '../../../src/contract'
import { type OpenDoor, openDoor } from './openDoor'

describe('settings by the API', () => {
  let door: OpenDoor
  beforeAll(async () => {
    door = await openDoor({
      sources: [
        {
          label: 'By flag',
          kind: 'registry',
          queryUrl: 'http://127.0.0.1:9/x-nmos/query',
          dnsServer: null,
          role: 'primary',
          site: null,
          priority: 0,
          enabled: false,
        },
      ],
    })
  })
  afterAll(() => door.stop())

  const auditOf = async (target: string): Promise<readonly AuditRow[]> =>
    ((await door.api('GET', `/audit?target=${target}`)).body as { items: AuditRow[] }).items

  it('a registry is added, changed in what was named only, and removed', async () => {
    const wish = {
      label: 'West',
      queryUrl: 'http://127.0.0.1:7/x-nmos/query',
      role: 'secondary',
      site: 'West',
      priority: 7,
      enabled: false,
    }
    const made = await door.api('POST', '/registries', wish)
    expect(made.status).toBe(201)
    const { id } = made.body as Registry
    expect(made.body).toMatchObject({ ...wish, kind: 'registry', from: 'settings', status: { state: 'off' } })

    const changed = await door.api('PATCH', `/registries/${id}`, { label: 'Far west' })
    expect(changed.status).toBe(200)
    expect(changed.body).toMatchObject({ ...wish, label: 'Far west' })
    expect(await door.store.registries.all()).toMatchObject([{ id, priority: 7, role: 'secondary', enabled: false }])

    expect((await door.api('DELETE', `/registries/${id}`)).body).toEqual({ done: true })
    expect(
      ((await door.api('GET', '/registries')).body as { items: Registry[] }).items.map(({ label }) => label),
    ).toEqual(['By flag'])
    const rows = await auditOf(id)
    expect(rows.map(({ what }) => what)).toEqual(['registry.remove', 'registry.update', 'registry.create'])
    expect(rows[0]).toMatchObject({ actor: { id: 'environment', role: 'admin' }, origin: 'api', outcome: 'done' })
  })

  it('a registry given by a flag stays', async () => {
    const { items } = (await door.api('GET', '/registries')).body as { items: Registry[] }
    const id = items[0]?.id ?? ''
    expect(await door.api('DELETE', `/registries/${id}`)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
    expect(await door.api('PATCH', `/registries/${id}`, { enabled: true })).toMatchObject({ status: 400 })
    expect(await door.api('PATCH', '/registries/nobody', { enabled: true })).toMatchObject({ status: 404 })
  })

  it('placements are kept, applied and noted', async () => {
    const items = [{ match: { nodeLabel: 'CAM*' }, site: 'West', room: 'Studio A' }]
    expect((await door.api('PUT', '/placements', { items })).body).toEqual({ items })
    expect((await door.api('GET', '/placements')).body).toEqual({ items })
    expect(await door.store.settings.placements()).toEqual(items)
    const { items: rows } = (await door.api('GET', '/audit?limit=1')).body as { items: AuditRow[] }
    expect(rows[0]).toMatchObject({ what: 'placements.update' })
  })

  it('health says how things are', async () => {
    expect((await door.api('GET', '/health')).body).toMatchObject({
      status: 'ok',
      version: '0.0.0-test',
      mqtt: null,
      store: { ok: true, problem: null, unfinishedRuns: 0 },
      plant: { senders: 0 },
      lastRun: null,
    })
  })
})
