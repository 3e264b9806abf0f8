import type { NmosHttp } from '../../src/main/nmos/http'

/** Where a receiver and a sender are in the Connection API. */
export type BareRoute = { readonly receiver: string; readonly sender: string; readonly senderId: string }

/** So many at a time, in their order: each begins when one of those before is done. */
export async function bareLoop(http: NmosHttp, routes: readonly BareRoute[], parallel: number): Promise<void> {
  let next = 0
  async function work(): Promise<void> {
    for (let route = routes[next++]; route !== undefined; route = routes[next++]) await connect(http, route)
  }
  await Promise.all(Array.from({ length: parallel }, work))
}

/** What a controller cannot leave out: what the receiver takes, what the sender sends, one PATCH, and what is so then. */
async function connect(http: NmosHttp, { receiver, sender, senderId }: BareRoute): Promise<void> {
  const [, , file] = await Promise.all([
    http.getJson(`${receiver}/constraints`),
    http.getJson(`${receiver}/transporttype`),
    http.getText(`${sender}/transportfile`, { accept: 'application/sdp', maxBytes: 1_000_000 }),
  ])
  await http.sendJson('PATCH', `${receiver}/staged`, {
    sender_id: senderId,
    master_enable: true,
    transport_file: { data: file.body, type: 'application/sdp' },
    activation: { mode: 'activate_immediate' },
  })
  const { body } = await http.getJson(`${receiver}/active`)
  const active = body as { readonly sender_id?: unknown }
  if (active.sender_id !== senderId) throw new Error(`${receiver} is on ${String(active.sender_id)}`)
}
