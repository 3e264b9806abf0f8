import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { Contract, LightRecord } from '../../src/contract'

/** The contract over a WebSocket, as a remote window speaks it. */
export type RemoteWindow = {
  readonly client: ContractRouterClient<Contract>
  readonly close: () => void
}

/** Connects to a host at `http://…` with an API key. */
export async function openWindow(hostUrl: string, apiKey: string): Promise<RemoteWindow> {
  const socket = new WebSocket(`${hostUrl.replace(/^http/, 'ws')}/api/ws`, {
    headers: { authorization: `Bearer ${apiKey}` },
    perMessageDeflate: false,
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
  return {
    client: createORPCClient(link),
    close: () => {
      socket.terminate()
    },
  }
}

/**
 * The picture kept up from its feed: `onChange` is called after each message with all records, until it answers `true`.
 * @throws where the feed ends before
 */
export async function watchPicture(
  client: ContractRouterClient<Contract>,
  onChange: (records: ReadonlyMap<string, LightRecord>) => boolean,
): Promise<void> {
  const records = new Map<string, LightRecord>()
  let missing = 1
  for await (const message of await client.picture.watch()) {
    if (message.type === 'snapshot') {
      if (message.part === 1) {
        records.clear()
        missing = message.parts
      }
      missing -= 1
      for (const record of message.records) records.set(record.id, record)
    } else {
      for (const record of message.put) records.set(record.id, record)
      for (const id of message.removed) records.delete(id)
    }
    if (missing === 0 && onChange(records)) return
  }
  throw new Error('The picture’s feed ended')
}
