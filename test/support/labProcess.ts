import { z } from 'zod'
import { startEntry } from './childProcess'

const Ready = z.object({
  registry: z.string(),
  control: z.string(),
  nodes: z.number(),
  mqtt: z.string(),
  dns: z.string(),
  dnsDomain: z.string(),
})
const Thing = z.object({ type: z.string(), id: z.string(), label: z.string(), key: z.string(), node: z.string() })
const State = z.object({
  counts: z.record(z.string(), z.number()),
  nodes: z.array(
    z.object({
      label: z.string(),
      id: z.string(),
      url: z.string(),
      online: z.boolean(),
      /** Requests since the last `forgetRequests`, by method. */
      requests: z.record(z.string(), z.number()),
    }),
  ),
})
const Active = z.object({
  master_enable: z.boolean(),
  /** Of a sender: null. */
  sender_id: z.string().nullable().default(null),
  transport_params: z.array(z.record(z.string(), z.unknown())),
})
const Requests = z.array(
  z.object({ at: z.number(), node: z.string(), method: z.string(), path: z.string(), status: z.number() }),
)
const Patches = z.record(z.string(), z.object({ asked: z.number(), accepted: z.number(), activating: z.number() }))

export type LabThing = z.infer<typeof Thing>
export type LabRequest = z.infer<typeof Requests>[number]

/** The simulated plant in a process of its own, and the hand that plays fate in it. */
export type LabProcess = {
  /** The Query API without a version: `http://127.0.0.1:…/x-nmos/query/`. */
  readonly registry: string
  readonly nodes: number
  /** The broker that its MQTT devices are on. */
  readonly mqtt: string
  /** Its name server, `HOST:PORT`, and the domain in which it announces NDI sources. */
  readonly dns: string
  readonly dnsDomain: string
  /** A verb of the lab's control API, `tell('registry/down', {ms: 3000})`. @throws where it is refused */
  readonly tell: (verb: string, body: object) => Promise<unknown>
  /** The one thing of this type with this label or key. */
  readonly find: (type: 'node' | 'device' | 'sender' | 'receiver', name: string) => Promise<LabThing>
  readonly state: () => Promise<z.infer<typeof State>>
  /** What the device itself says about a receiver or sender, read from its `/active`. */
  readonly active: (portId: string, nodeLabel: string) => Promise<z.infer<typeof Active>>
  /** Requests that nodes were sent since the last `forgetRequests`, GETs left out unless asked for. */
  readonly requests: (reads: boolean) => Promise<readonly LabRequest[]>
  readonly forgetRequests: () => Promise<void>
  /** Per sender and receiver, since then: how often it was asked to change, alone or in a list, and what came of it. */
  readonly patches: () => Promise<z.infer<typeof Patches>>
  readonly stop: () => Promise<void>
}

/** Starts the built lab with its flags. */
export async function startLabProcess(flags: readonly string[]): Promise<LabProcess> {
  const started = await startEntry('lab', flags, {})
  const { registry, control, nodes, mqtt, dns, dnsDomain } = Ready.parse(started.ready)
  const state = async () => State.parse(await json(`${control}/state`))
  return {
    registry,
    nodes,
    mqtt,
    dns,
    dnsDomain,
    tell: (verb, body) => json(`${control}/${verb}`, { method: 'POST', body: JSON.stringify(body) }),
    async find(type, name) {
      const all = z.array(Thing).parse(await json(`${control}/find?name=${encodeURIComponent(name)}`))
      const [only, ...others] = all.filter((thing) => thing.type === type)
      if (only === undefined || others.length > 0) throw new Error(`The lab has not exactly one ${type} "${name}"`)
      return only
    },
    state,
    async active(portId, nodeLabel) {
      const node = (await state()).nodes.find(({ label }) => label === nodeLabel)
      if (node === undefined) throw new Error(`The lab has no node "${nodeLabel}"`)
      const single = `${node.url}/x-nmos/connection/v1.1/single`
      const receivers = z.array(z.string()).parse(await json(`${single}/receivers/`))
      const side = receivers.includes(`${portId}/`) ? 'receivers' : 'senders'
      return Active.parse(await json(`${single}/${side}/${portId}/active`))
    },
    requests: async (reads) => Requests.parse(await json(`${control}/requests${reads ? '' : '?not=GET'}`)),
    async forgetRequests() {
      await fetch(`${control}/requests`, { method: 'DELETE' })
    },
    patches: async () => Patches.parse(await json(`${control}/patches`)),
    stop: started.stop,
  }
}

async function json(url: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(url, { ...init, headers: { 'content-type': 'application/json' } })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${url} answered ${String(answer.status)}: ${text}`)
  return JSON.parse(text) as unknown
}
