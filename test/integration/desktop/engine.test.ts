import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { RegistryInput, type Contract, type LightRecord } from '../../../src/contract'
import { startLab } from '../../../src/lab/lab'
import { handOverPorts } from '../../../src/main/desktop/port'
import { createEngine } from '../../../src/main/engine'
import { PLAYBOOKS } from '../../support/playbookFolder'

test('a desktop window routes a signal of the lab plant through its port', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-desktop-engine-'))
  const lab = await startLab({})
  const source = RegistryInput.parse({ label: 'Lab', queryUrl: lab.registry.url, role: 'lab' })
  const engine = createEngine({ dataDir, sources: () => [source], brokers: () => [], playbooks: PLAYBOOKS, door: null })
  const ports: MessagePort[] = []
  const contents = Object.assign(new EventEmitter(), {
    getURL: () => 'app://signalbox/',
    postMessage: (_channel: string, _message: unknown, given: MessagePort[]) => ports.push(...given),
  })
  try {
    await engine.start()
    handOverPorts({
      contents: contents as unknown as Parameters<typeof handOverPorts>[0]['contents'],
      MessageChannelMain: MessageChannel as unknown as Parameters<typeof handOverPorts>[0]['MessageChannelMain'],
      engine,
      actor: { id: 'local', name: 'ada', role: 'admin' },
      isOurPage: () => true,
    })
    contents.emit('did-finish-load')
    const [port] = ports
    if (port === undefined) throw new Error('The page was given no port.')
    const client: ContractRouterClient<Contract> = createORPCClient(
      new RPCLink({ port: port as unknown as globalThis.MessagePort }),
    )
    port.start()

    expect(await client.session()).toEqual({ actor: { id: 'local', name: 'ada', role: 'admin' }, via: 'local' })
    const sender = lab.plant.sender('CAM 1')
    const receiver = lab.plant.receiver('MON 1')
    await expect
      .poll(async () => (await client.receivers.list({ q: receiver })).items.length, { timeout: 30_000 })
      .toBe(1)

    const seen = new Map<string, LightRecord>()
    for await (const message of await client.picture.watch()) {
      for (const record of message.type === 'snapshot' ? message.records : message.put) seen.set(record.id, record)
      if (seen.has(sender) && seen.has(receiver)) break
    }

    const { status, body } = await client.takes({ routes: [{ senderId: sender, receiverId: receiver }] })
    expect([status, body.state, body.actor.name, body.origin]).toEqual([201, 'succeeded', 'ada', 'window'])
    const { active } = await client.inspect({ kind: 'receiver', id: receiver })
    expect(active).toMatchObject({ sender_id: sender, master_enable: true })
  } finally {
    await engine.stop()
    for (const port of ports) port.close()
    await lab.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
})
