import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { MessageChannel } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Candidate, Inspection, LightRecord, Run, SearchHit, SenderView, Topology } from '../../../src/contract'
import type { Lab } from '../../../src/lab/lab'
import { createMessagePortLink } from '../../../src/main/api/messagePortLink'
import { until } from '../../support/until'
import { type Client, type OpenDoor, openDoorOnLab, openSocket } from './openDoor'

describe('the API on a plant', () => {
  let door: OpenDoor
  let lab: Lab
  beforeAll(async () => {
    ;({ door, lab } = await openDoorOnLab({}))
    await until(
      () => door.discovery.list().map(({ status }) => status.state),
      ([state]) => state === 'live',
      20_000,
    )
    expect(door.plant.counts().receivers).toBeGreaterThan(50)
  })
  afterAll(async () => {
    await door.stop()
    await lab.stop()
  })

  const get = async <T>(path: string): Promise<T> => (await door.api('GET', path)).body as T

  /** The whole picture of a window, as it begins. */
  async function pictureOf(client: Client): Promise<readonly LightRecord[]> {
    const records: LightRecord[] = []
    for await (const message of await client.picture.watch()) {
      if (message.type !== 'snapshot') break
      records.push(...message.records)
      if (message.part === message.parts) break
    }
    return records
  }

  it('pages through a list without losing or repeating anything', async () => {
    const ids: string[] = []
    let cursor: string | null = null
    do {
      const page: { items: SenderView[]; nextCursor: string | null } = await get(
        `/senders?limit=7${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe(door.plant.counts().senders)
  })

  it('finds, shows and draws', async () => {
    const id = lab.plant.sender('CAM 1')
    const { items } = await get<{ items: SearchHit[] }>('/search?q=CAM%201&limit=5')
    expect(items.map((hit) => hit.id)).toContain(id)
    expect(await get<SenderView>(`/senders/${id}`)).toMatchObject({
      id,
      label: 'CAM 1',
      status: 'online',
      format: 'video',
    })
    const topology = await get<Topology>('/topology')
    expect(topology.ports.length).toBe(door.plant.counts().senders + door.plant.counts().receivers)
  })

  it('gives an alias, keeps it and takes it away', async () => {
    const id = lab.plant.sender('CAM 1')
    expect((await door.api('PUT', `/resources/${id}/alias`, { alias: '  Presenter ' })).body).toEqual({ done: true })
    expect((await get<SenderView>(`/senders/${id}`)).alias).toBe('Presenter')
    expect((await door.store.settings.aliases()).get(id)).toBe('Presenter')
    await door.api('PUT', `/resources/${id}/alias`, { alias: null })
    expect((await get<SenderView>(`/senders/${id}`)).alias).toBeNull()
    expect((await door.api('PUT', '/resources/nobody/alias', { alias: 'x' })).status).toBe(404)
  })

  it('forgets nothing that is online', async () => {
    const answer = await door.api('POST', `/resources/${lab.plant.sender('CAM 1')}/forget`)
    expect(answer).toMatchObject({ status: 409, body: { code: 'CONFLICT' } })
    expect((answer.body as { message: string }).message).toContain('CAM 1 is online')
  })

  it('says what may go where', async () => {
    const { items } = (await door.api('POST', '/routes/candidates', { senderId: lab.plant.sender('CAM 1') })).body as {
      items: Candidate[]
    }
    expect(items.length).toBe(door.plant.counts().receivers)
    expect(items.find(({ id }) => id === lab.plant.receiver('MON 1'))?.verdict).toBe('fits')
    expect(items.some(({ verdict, reasons }) => verdict === 'refused' && reasons.length > 0)).toBe(true)
    expect((await door.api('POST', '/routes/candidates', { senderId: 'nobody' })).status).toBe(404)
    expect((await door.api('POST', '/routes/candidates', {})).status).toBe(400)
  })

  it('takes, end to end: 201 with the bare Run, and the device confirms', async () => {
    const [senderId, receiverId] = [lab.plant.sender('CAM 1'), lab.plant.receiver('MON 1')]
    const answer = await door.api('POST', '/takes', { routes: [{ senderId, receiverId }] })
    expect(answer.status).toBe(201)
    const run = answer.body as Run
    expect(run).toMatchObject({ state: 'succeeded', origin: 'api', actor: { id: 'environment' } })
    expect(await get<Run>(`/runs/${run.id}`)).toEqual(run)
    expect((await get<{ items: Run[] }>(`/runs?target=${receiverId}`)).items[0]?.id).toBe(run.id)

    const seen = await get<Inspection>(`/resources/receiver/${receiverId}/inspection`)
    expect(seen.active).toMatchObject({ sender_id: senderId, master_enable: true })
    expect(seen.transportFile).toMatch(/^v=0/)
    expect(seen.constraints).toHaveLength(seen.legs.length)
    expect(seen.legs.length).toBeGreaterThan(0)
    expect(seen.fault).toBeNull()
    expect(seen.witnesses).toMatchObject([{ kind: 'registry', label: 'Lab' }])
    expect((await get<Inspection>(`/resources/sender/${senderId}/inspection`)).transportFile).toMatch(/^v=0/)
    expect((await get<{ lastRun: { id: string } }>('/health')).lastRun.id).toBe(run.id)
  })

  it('plans with dryRun: 200, then runs the plan: 201', async () => {
    const [senderId, receiverId] = [lab.plant.sender('CAM 2'), lab.plant.receiver('MON 2')]
    const planned = await door.api('POST', '/takes', { routes: [{ senderId, receiverId }], dryRun: true })
    expect(planned.status).toBe(200)
    const { id, state } = planned.body as Run
    expect(state).toBe('planned')
    const approved = await door.api('POST', `/runs/${id}/approve`)
    expect(approved).toMatchObject({ status: 201, body: { id, state: 'succeeded' } })
    expect(await door.api('POST', `/runs/${id}/approve`)).toMatchObject({ status: 409, body: { code: 'CONFLICT' } })
    expect((await door.api('POST', `/runs/${id}/cancel`)).status).toBe(409)
  })

  it('says why it refuses, with every decision', async () => {
    const receiverId = lab.plant.receiver('MON 1')
    const answer = await door.api('POST', '/takes', {
      routes: [{ senderId: lab.plant.sender('CAM 2'), receiverId, expected: { senderId: null } }],
    })
    expect(answer).toMatchObject({ status: 409, body: { code: 'REFUSED' } })
    const { decisions } = (answer.body as { data: { decisions: { effect: string; text: string }[] } }).data
    expect(decisions.some(({ effect, text }) => effect !== 'allow' && text.length > 10)).toBe(true)
  })

  it('says what a device that is gone could not be asked', async () => {
    const receiverId = lab.plant.receiver('MON 3')
    const node = lab.plant.entry(receiverId)?.node
    await fetch(`${lab.control.url}/node/gone`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ node }),
    })
    const seen = await door.api('GET', `/resources/receiver/${receiverId}/inspection`)
    expect(seen.status).toBe(200)
    expect(seen.body).toMatchObject({
      id: receiverId,
      staged: null,
      active: null,
      fault: expect.stringContaining('could not be read') as string,
    })
    await fetch(`${lab.control.url}/node/back`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ node }),
    })
  })

  it('serves windows over a WebSocket: picture, takes, typed errors', async () => {
    const secret = await door.keyOf('operator')
    const { client, socket } = await openSocket(door.url, { authorization: `Bearer ${secret}` })
    try {
      const records = await pictureOf(client)
      const { senders, receivers, devices, nodes } = door.plant.counts()
      expect(records.length).toBe(senders + receivers + devices + nodes)
      const receiverId = lab.plant.receiver('MON 1')
      const { status, body } = await client.takes({ routes: [{ senderId: null, receiverId }] })
      expect([status, body.state, body.origin]).toEqual([201, 'succeeded', 'window'])
      await expect(client.keys.list()).rejects.toMatchObject({
        code: 'FORBIDDEN',
        defined: true,
        data: { needs: 'admin' },
      })
      await expect(client.senders.get({ id: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND', defined: true })
      await expect(client.takes({ routes: [] })).rejects.toMatchObject({ code: 'BAD_REQUEST', defined: true })
    } finally {
      socket.terminate()
    }
  })

  it('serves the same over a MessagePort', async () => {
    const { port1, port2 } = new MessageChannel()
    const ending = new AbortController()
    createMessagePortLink(door.router).serve(port1, {
      session: { actor: { id: 'local', name: 'Robin', role: 'operator' }, via: 'local' },
      origin: 'window',
      ended: ending.signal,
    })
    port1.start()
    port2.start()
    const client: Client = createORPCClient(new RPCLink({ port: port2 }))
    try {
      expect(await client.session()).toMatchObject({ via: 'local' })
      expect((await pictureOf(client)).length).toBeGreaterThan(0)
      const events = await client.events()
      ending.abort()
      expect((await events.next()).done).toBe(true)
      await expect(client.keys.list()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    } finally {
      port1.close()
      port2.close()
    }
  })
})
