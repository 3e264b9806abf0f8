import { openNodeApi } from '../nmos/nodeApi'
import { RESOURCE_KINDS } from '../nmos/resources'
import { pause } from './pause'
import type { SourceParts } from './source'

/**
 * Follows one node by its Node API, read every few seconds, until `signal` aborts. `onRead` is called after each reading.
 * @throws NmosHttpError when it cannot be read any more
 */
export async function followNode(
  url: string,
  parts: SourceParts,
  signal: AbortSignal,
  onRead: () => void,
): Promise<void> {
  const { http, feed, intake, options, status } = parts
  const api = await openNodeApi(http, url, { signal })
  status.set({ href: api.href, version: api.version })
  while (!signal.aborted) {
    intake.reset()
    const lists = await Promise.all(
      RESOURCE_KINDS.map(async (kind) => ({ kind, raw: await api.list(kind, { signal }) })),
    )
    for (const { kind, raw } of lists) {
      const resources = intake.page(kind, raw, raw)
      feed.put(resources)
      feed.reconcile(kind, new Set(resources.map(({ id }) => id)))
    }
    onRead()
    status.set({ state: 'polling', problem: intake.problem() })
    await pause(options.nodePollMs, signal)
  }
}
