import { withEventMeta } from '@orpc/server'
import type { ApiParts } from './apiParts'
import type { Doors } from './doors'
import { eitherSignal } from './eitherSignal'

/** What happens, as it happens; `Last-Event-ID` replays what was missed. */
export function eventsProcedure({ viewer }: Doors, { events }: ApiParts) {
  return viewer.events.handler(async function* ({ signal, context, lastEventId }) {
    for await (const event of events.watch(idOf(lastEventId), eitherSignal(signal, context.ended))) {
      yield withEventMeta({ ...event }, { id: String(event.id) })
    }
  })
}

/** A `Last-Event-ID` that was never given out counts as none. */
function idOf(lastEventId: string | undefined): number | null {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : null
}
