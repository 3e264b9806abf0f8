import type { ApiParts } from './apiParts'
import type { Doors } from './doors'
import { eitherSignal } from './eitherSignal'

/** A window's feed of the plant. */
export function pictureProcedures({ viewer }: Doors, { picture }: ApiParts) {
  return {
    watch: viewer.picture.watch.handler(async function* ({ signal, context }) {
      yield* picture.watch(eitherSignal(signal, context.ended))
    }),
  }
}
