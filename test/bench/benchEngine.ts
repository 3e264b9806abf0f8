import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { RegistryInput, type Contract } from '../../src/contract'
import { createEngine } from '../../src/main/engine'
import { PLAYBOOKS } from '../support/playbookFolder'

/** An engine in this process, to which windows connect by MessagePort as in the desktop. */
export type BenchEngine = {
  /** The window's end of a new connection. */
  readonly connect: () => MessagePort
  /** A window in this thread. */
  readonly openWindow: () => ContractRouterClient<Contract>
  readonly stop: () => Promise<void>
}

/** Starts an engine on a registry, with data on the disk in a fresh folder. Resolves when it has begun to learn. */
export async function startBenchEngine(queryUrl: string): Promise<BenchEngine> {
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-bench-'))
  const source = RegistryInput.parse({ label: 'Bench', queryUrl })
  const engine = createEngine({
    dataDir,
    sources: () => Promise.resolve([source]),
    brokers: () => [],
    playbooks: PLAYBOOKS,
    door: null,
  })
  await engine.start()
  const connect = (): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    engine.servePort(port2, { id: 'bench', name: 'bench', role: 'admin' })
    return port1
  }
  const opened: MessagePort[] = []
  return {
    connect,
    openWindow() {
      const port = connect()
      opened.push(port)
      const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port }))
      port.start()
      return client
    },
    async stop() {
      for (const port of opened) port.close()
      await engine.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
