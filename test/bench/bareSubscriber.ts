import { WebSocket } from 'ws'

/** A WebSocket on a registry and nothing more. */
export type BareSubscriber = {
  /** Resolves with the moment (`performance.now()`) at which a grain shows this receiver on this sender. */
  readonly sees: (receiverId: string, senderId: string) => Promise<number>
  readonly close: () => void
}

type Grain = {
  readonly grain: {
    readonly data: readonly {
      readonly path: string
      readonly post?: { readonly subscription: { readonly sender_id: string | null } }
    }[]
  }
}

/** Subscribes to the receivers of a registry and waits for its first state, `expected` entries. */
export async function openBareSubscriber(queryUrl: string, expected: number): Promise<BareSubscriber> {
  const answer = await fetch(`${queryUrl}v1.3/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      max_update_rate_ms: 0,
      resource_path: '/receivers',
      params: {},
      persist: false,
      secure: false,
    }),
  })
  const { ws_href: href } = (await answer.json()) as { ws_href: string }
  const socket = new WebSocket(href, { perMessageDeflate: false })
  const waiting = new Map<string, (at: number) => void>()
  const known = new Set<string>()
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.on('message', (data: Buffer) => {
      for (const { path, post } of (JSON.parse(data.toString()) as Grain).grain.data) {
        known.add(path)
        const key = `${path} ${post?.subscription.sender_id ?? ''}`
        waiting.get(key)?.(performance.now())
        waiting.delete(key)
      }
      if (known.size >= expected) resolve()
    })
  })
  return {
    sees: (receiverId, senderId) =>
      new Promise((resolve) => {
        waiting.set(`${receiverId} ${senderId}`, resolve)
      }),
    close: () => {
      socket.terminate()
    },
  }
}
