/** How discovery behaves. All times in ms. */
export type DiscoveryOptions = {
  /** Page size wished for. */
  readonly pageLimit: number
  /** How long changes of a registry are collected before they are written as one. */
  readonly coalesceMs: number
  /** The most changes written at one go; the event loop gets its turn in between. */
  readonly chunk: number
  /** How long after subscribing everything is listed once more, to find what was removed just before. */
  readonly checkMs: number
  /** How often a registry without WebSocket is listed. */
  readonly pollMs: number
  /** How often a registry without WebSocket is asked for one again. */
  readonly resubscribeMs: number
  /** How often a node without registry is read. */
  readonly nodePollMs: number
  /** A node that did not answer for so long is offline. */
  readonly nodeLostMs: number
  readonly pingIntervalMs: number
  /** The first pause before a lost registry is tried again, and the longest: of one that was live, and of one never seen. */
  readonly retryMs: number
  readonly maxRetryAfterLiveMs: number
  readonly maxRetryMs: number
  /** After an outage: how long what a registry no longer lists stays online, since its node may yet register again. */
  readonly graceMs: number
  /** The same for things whose node is listed again: it registers its parts one by one. */
  readonly refillMs: number
  readonly dnsTimeoutMs: number
  /** How often a registry of higher priority is looked for while another is in use. */
  readonly betterMs: number
  /** How many `/active` are read at once: in all, and of one node. */
  readonly readsAtOnce: number
  readonly readsPerNode: number
  /** How long a change that we made may take to show. */
  readonly ownChangeMs: number
}

/** Suits a plant: a registry gone for a moment is back on the screen within 2 s, a dead node shows within 30 s. */
export const DISCOVERY_DEFAULTS: DiscoveryOptions = {
  pageLimit: 1000,
  coalesceMs: 10,
  chunk: 500,
  checkMs: 5000,
  pollMs: 1500,
  resubscribeMs: 30_000,
  nodePollMs: 2500,
  nodeLostMs: 12_000,
  pingIntervalMs: 2000,
  retryMs: 500,
  maxRetryAfterLiveMs: 1200,
  maxRetryMs: 1500,
  graceMs: 13_000,
  refillMs: 3000,
  dnsTimeoutMs: 500,
  betterMs: 15_000,
  readsAtOnce: 8,
  readsPerNode: 2,
  ownChangeMs: 30_000,
}
