import { setImmediate as turn } from 'node:timers/promises'
import type { ApiParts } from './apiParts'
import type { Doors } from './doors'
import { eitherSignal } from './eitherSignal'
import { plainJson } from './plainJson'

/** A window's feed of the plant. */
export function pictureProcedures({ feed }: Doors, { picture }: ApiParts) {
  return {
    watch: feed.picture.watch.handler(async function* ({ signal, context }) {
      for await (const message of picture.watch(eitherSignal(signal, context.ended))) {
        yield plainJson(message)
        // Writing a part takes its time: takes and other windows must not wait for a whole snapshot.
        if (message.type === 'snapshot') await turn()
      }
    }),
  }
}
