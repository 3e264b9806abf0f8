import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { parentPort, type MessagePort } from 'node:worker_threads'
import type { Contract } from '../../src/contract'
import { watchPicture } from '../support/remoteWindow'

/** What the worker is asked: watch the picture on this port until it has so many records, then say `whole`. */
export type WatchRequest = { readonly port: MessagePort; readonly records: number }

/** A window beside the engine: as in the desktop it reads its feed on a thread of its own. */
parentPort?.on('message', ({ port, records }: WatchRequest) => {
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port }))
  port.start()
  watchPicture(client, (seen) => seen.size >= records).then(
    () => {
      parentPort?.postMessage('whole')
      port.close()
    },
    (error: unknown) => {
      throw error
    },
  )
})
