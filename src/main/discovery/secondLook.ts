import type { Id } from '../../contract'
import type { GrainEntry } from '../nmos/grain'
import { hasStatus } from '../nmos/nmosHttpError'
import type { QueryApi } from '../nmos/queryApi'
import type { ResourceKind } from '../nmos/resources'
import type { Logger } from '../telemetry/logger'
import { createReadQueue } from './readQueue'

/** Looks at the registry again where a message leaves open whether something is still there. */
export type SecondLook = {
  /** Asks for one resource. Asked for again before the answer is there, only the later answer counts. */
  readonly ask: (kind: ResourceKind, id: Id) => void
  /** Something newer was told of it: nothing needs to be asked, and no answer that is still to come counts. */
  readonly settled: (id: Id) => void
  /** Ends what is under way; nothing is delivered after. */
  readonly stop: () => void
}

const LOOKS_AT_ONCE = 4

/**
 * `deliver` gets what the registry has as a change: the resource as it is now, or its removal on a 404. Any other failure
 * changes nothing and is logged.
 */
export function createSecondLook(
  api: Pick<QueryApi, 'get'>,
  logger: Logger,
  deliver: (kind: ResourceKind, entry: GrainEntry) => void,
): SecondLook {
  const ending = new AbortController()
  // Of one resource never two at once: the answers could come in the wrong order.
  const queue = createReadQueue({ atOnce: LOOKS_AT_ONCE, perGroup: 1 })
  const open = new Map<Id, symbol>()

  async function look(kind: ResourceKind, id: Id): Promise<GrainEntry | null> {
    try {
      return { path: id, post: await api.get(kind, id, { signal: ending.signal }) }
    } catch (error) {
      if (hasStatus(error, 404)) return { path: id }
      if (!ending.signal.aborted) {
        logger.warn('Whether something is still registered could not be asked', { kind, id, problem: String(error) })
      }
      return null
    }
  }

  async function run(kind: ResourceKind, id: Id, asked: symbol): Promise<void> {
    if (open.get(id) !== asked) return
    const entry = await look(kind, id)
    if (open.get(id) !== asked) return
    open.delete(id)
    if (entry !== null) deliver(kind, entry)
  }

  return {
    ask(kind, id) {
      if (ending.signal.aborted) return
      const asked = Symbol(id)
      open.set(id, asked)
      queue.push({ id, group: id, run: () => run(kind, id, asked) })
    },
    settled(id) {
      open.delete(id)
    },
    stop() {
      ending.abort()
      open.clear()
      queue.clear()
    },
  }
}
