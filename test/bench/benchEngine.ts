import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { RegistryInput, type Contract } from '../../src/contract'
import { createEngine } from '../../src/main/engine'

/** An engine in this process with a window of its own, over a MessagePort as in the desktop. */
export type BenchEngine = {
  readonly window: ContractRouterClient<Contract>
  readonly stop: () => Promise<void>
}

/** Starts an engine on a registry, with data on the disk in a fresh folder. Resolves when it has begun to listen and learn. */
export async function startBenchEngine(queryUrl: string): Promise<BenchEngine> {
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-bench-'))
  const source = RegistryInput.parse({ label: 'Bench', queryUrl })
  const engine = createEngine({ dataDir, sources: () => Promise.resolve([source]), door: null })
  await engine.start()
  const { port1, port2 } = new MessageChannel()
  engine.servePort(port2, { id: 'bench', name: 'bench', role: 'admin' })
  const window: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port1 }))
  port1.start()
  return {
    window,
    async stop() {
      port1.close()
      await engine.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
