import type { CommandEvent } from '../../../contract'

/** A command that was asked for: what was answered so far, and whether more will come. */
export type Request = {
  readonly broker: string
  readonly module: string
  /** As it came; null: there was none. */
  readonly reqId: string | null
  readonly actor: string
  readonly action: string
  readonly print: string
  /** What was answered, in this order. */
  readonly events: CommandEvent[]
  isOver: boolean
}

/** The requests of late, by broker, module and number. Those that are over are forgotten first, oldest before newest. */
export type Requests = {
  readonly get: (broker: string, module: string, number: string) => Request | undefined
  /** `number`: what it is found by; the `req_id`, or one that was made up for it. */
  readonly put: (request: Request, number: string) => void
  readonly drop: (request: Request, number: string) => void
}

export const MOST_REQUESTS = 20_000

export function createRequests(most: number): Requests {
  const all = new Map<string, Request>()
  const keyOf = (broker: string, module: string, number: string): string => `${broker}\n${module}\n${number}`

  function forgetOne(): void {
    for (const [key, { isOver }] of all) {
      if (!isOver) continue
      all.delete(key)
      return
    }
  }

  return {
    get: (broker, module, number) => all.get(keyOf(broker, module, number)),
    put(request, number) {
      if (all.size >= most) forgetOne()
      all.set(keyOf(request.broker, request.module, number), request)
    },
    drop({ broker, module }, number) {
      all.delete(keyOf(broker, module, number))
    },
  }
}
