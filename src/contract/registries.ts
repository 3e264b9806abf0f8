import { z } from 'zod'
import { Id, Timestamp } from './primitives'

/** Where the plant is learned from: a registry's Query API by URL, one node's Node API by URL, or a DNS domain to ask. */
const source = {
  label: z.string().min(1).max(100),
  kind: z.enum(['registry', 'node', 'dns-sd']),
  /** `http(s)://host[:port][/x-nmos/query[/v1.3]]`; for kind `dns-sd` the domain to browse, such as `plant.example`. */
  queryUrl: z.string().min(1).max(500),
  /** Kind `dns-sd` only: the DNS server to ask, `ip:port`; null for the machine's own. */
  dnsServer: z.string().max(100).nullable(),
  role: z.enum(['primary', 'secondary', 'lab']),
  site: z.string().max(100).nullable(),
  /** 0 is first. */
  priority: z.number().int().min(0).max(65535),
  enabled: z.boolean(),
}

export const RegistryInput = z.strictObject({
  ...source,
  kind: source.kind.default('registry'),
  dnsServer: source.dnsServer.default(null),
  role: source.role.default('primary'),
  site: source.site.default(null),
  priority: source.priority.default(0),
  enabled: source.enabled.default(true),
})
export type RegistryInput = z.infer<typeof RegistryInput>

/** What is not named stays as it is. */
export const RegistryPatch = z.strictObject(source).partial()

/**
 * `connecting`: not heard yet. `syncing`: listing. `live`: complete and followed by WebSocket. `polling`: complete,
 * followed by listing again. `stale`: lost, the picture is as of `since`. `off`: disabled.
 */
export const RegistryStatus = z.object({
  state: z.enum(['connecting', 'syncing', 'live', 'polling', 'stale', 'off']),
  since: Timestamp,
  /** The IS-04 version spoken, `v1.3`; null before the first contact. */
  version: z.string().nullable(),
  /** The Query or Node API in use (of several that DNS-SD gave); null before. */
  href: z.string().nullable(),
  /** Why it is not live, or what of it could not be understood, as a sentence; null when all is well. */
  problem: z.string().nullable(),
  resources: z.number().int(),
})
export type RegistryStatus = z.infer<typeof RegistryStatus>

export const Registry = z.object({
  id: Id,
  ...source,
  /** `settings`: kept in the store. `flag`: given at the start, not changeable here. */
  from: z.enum(['settings', 'flag']),
  status: RegistryStatus,
})
export type Registry = z.infer<typeof Registry>

/** Puts resources into a site and room where tags do not. The first rule that matches wins; `*` stands for any text. */
export const Placement = z.object({
  match: z.object({
    nodeLabel: z.string().max(200).optional(),
    deviceLabel: z.string().max(200).optional(),
    tag: z.object({ name: z.string().max(200), value: z.string().max(200) }).optional(),
  }),
  site: z.string().max(100).nullable(),
  room: z.string().max(100).nullable(),
})
export type Placement = z.infer<typeof Placement>
