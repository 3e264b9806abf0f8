import type { GrainEntry } from '../nmos/grain'
import type { QueryApi } from '../nmos/queryApi'
import type { SubscriptionEnd } from '../nmos/querySubscription'
import { RESOURCE_KINDS, type ResourceKind } from '../nmos/resources'

/** The six subscriptions of one registry, which live and die together. */
export type Subscriptions = {
  /** Fulfilled with null when all are open, or with why one is not. */
  readonly opened: Promise<SubscriptionEnd | null>
  /** Fulfilled when one ends. */
  readonly ended: Promise<SubscriptionEnd>
  readonly close: () => void
}

export type SubscriptionListener = {
  readonly onGrain: (kind: ResourceKind, entries: readonly GrainEntry[]) => void
  readonly onFault: (fault: string) => void
}

export function openSubscriptions(
  api: QueryApi,
  options: { readonly pingIntervalMs: number; readonly signal: AbortSignal },
  listener: SubscriptionListener,
): Subscriptions {
  let open = 0
  let resolveOpened: (end: SubscriptionEnd | null) => void = () => undefined
  let resolveEnded: (end: SubscriptionEnd) => void = () => undefined
  const opened = new Promise<SubscriptionEnd | null>((resolve) => {
    resolveOpened = resolve
  })
  const ended = new Promise<SubscriptionEnd>((resolve) => {
    resolveEnded = resolve
  })

  const disposers = RESOURCE_KINDS.map((kind) =>
    api.subscribe(kind, {
      maxUpdateRateMs: 0,
      pingIntervalMs: options.pingIntervalMs,
      onOpen() {
        open += 1
        if (open === RESOURCE_KINDS.length) resolveOpened(null)
      },
      onGrain: (entries) => {
        listener.onGrain(kind, entries)
      },
      onFault: listener.onFault,
      onClose: end,
    }),
  )

  function end(reason: SubscriptionEnd): void {
    resolveOpened(reason)
    resolveEnded(reason)
  }

  function close(): void {
    options.signal.removeEventListener('abort', abort)
    for (const dispose of disposers) dispose()
  }

  function abort(): void {
    close()
    end({ kind: 'closed', message: 'The subscription was given up.' })
  }

  if (options.signal.aborted) abort()
  else options.signal.addEventListener('abort', abort, { once: true })
  return { opened, ended, close }
}
