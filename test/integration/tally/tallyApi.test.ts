import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventSource, TallyMapping } from '../../../src/contract'
import type { Lab } from '../../../src/lab/lab'
import { until } from '../../support/until'
import { type OpenDoor, openDoorOnLab } from '../api/openDoor'

let door: OpenDoor
let lab: Lab
beforeAll(async () => {
  ;({ door, lab } = await openDoorOnLab({}))
}, 60_000)
afterAll(async () => {
  await door.stop()
  await lab.stop()
})

const sources = async (): Promise<readonly EventSource[]> =>
  ((await door.api('GET', '/tally/sources')).body as { items: EventSource[] }).items

describe('tally by the API', () => {
  it.each([
    ['viewer', 'GET', '/tally', undefined, 200],
    ['viewer', 'GET', '/tally/sources', undefined, 200],
    ['viewer', 'POST', '/tally/learn', { waitMs: 0 }, 403],
    ['operator', 'POST', '/tally/learn', { waitMs: 0 }, 200],
    ['operator', 'DELETE', '/tally-mappings/none', undefined, 403],
    ['engineer', 'DELETE', '/tally-mappings/none', undefined, 404],
  ] as const)('a %s may %s %s (%j): %i', async (role, method, path, body, status) => {
    const headers = {
      authorization: `Bearer ${await door.keyOf(role)}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const answer = await door.ask(
      method,
      `/api/v1${path}`,
      headers,
      body === undefined ? undefined : JSON.stringify(body),
    )
    expect(answer.status).toBe(status)
  })

  it('lists sources, keeps mappings, tells what is on air on the destination and to who listens', async () => {
    const tally = (
      await until(sources, (all) => all.some(({ label, value }) => label === 'TX 1 ON AIR' && value === true), 20_000)
    ).find(({ label }) => label === 'TX 1 ON AIR')
    const tx = [...door.plant.all('receiver')].find(({ resource }) => resource.label === 'TX 1')
    const targets = [{ kind: 'receiver', id: tx?.id }]
    const made = await door.api('POST', '/tally-mappings', { label: 'TX', source: tally?.id, targets })
    expect(made.status).toBe(201)
    const { id } = made.body as TallyMapping
    const view = await until(
      async () => (await door.api('GET', `/receivers/${tx?.id ?? ''}`)).body,
      (body) => (body as { onAir: boolean | null }).onAir === true,
      20_000,
    )
    expect(view).toMatchObject({ tally: { state: 'on-air', by: 'TX', stale: false } })
    const { items } = (await door.api('GET', '/tally')).body as { items: { label: string }[] }
    expect(items.map(({ label }) => label)).toEqual(['PGM A', 'TX 1'])
    for await (const event of door.events.watch(0, AbortSignal.timeout(10_000))) {
      if (event.type === 'house' && event.what === 'tally') break
    }
    expect((await door.api('PATCH', `/tally-mappings/${id}`, { enabled: false })).body).toMatchObject({
      label: 'TX',
      enabled: false,
    })
    expect((await door.api('DELETE', `/tally-mappings/${id}`)).status).toBe(200)
    expect((await door.api('DELETE', `/tally-mappings/${id}`)).status).toBe(404)
    expect((await door.api('POST', '/tally/learn', { waitMs: 0 })).body).toEqual({ event: null })
  })

  it('refuses what makes no sense with a sentence', async () => {
    const wish = { source: 'TX 1', targets: [{ kind: 'group', group: 'TX 1' }] }
    const answer = await door.api('POST', '/tally-mappings', wish)
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } })
    expect((answer.body as { message: string }).message).toContain('no source of events')
    expect((await door.api('POST', '/tally-mappings', { ...wish, targets: [] })).status).toBe(400)
  })
})
