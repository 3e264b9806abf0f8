import ELK, { type ElkNode } from 'elkjs/lib/elk-api'
import { fromElk, toElk } from './elkGraph'
import { around, type Places } from './places'
import type { Structure } from './structure'

/** How long a layout may take before the plain arrangement stays, ms. */
const PATIENCE_MS = 15_000
/** In one room; above it the plain arrangement is as good and at once. */
const DEVICES_IN_A_ROOM = 1500

export type LayoutClient = {
  /** The better arrangement; null where there is none (too large, too slow, no worker). Asking again makes an older question void: it answers null. */
  readonly arrange: (structure: Structure, aspect: number) => Promise<Places | null>
  /** Ends the worker. */
  readonly stop: () => void
}

type Elk = { readonly layout: (graph: ElkNode) => Promise<ElkNode>; readonly terminateWorker: () => void }

const startElk = (): Elk =>
  new ELK({
    algorithms: ['layered', 'rectpacking'],
    workerFactory: () => new Worker(new URL('./layoutWorker.ts', import.meta.url), { type: 'module' }),
  })

/** ELK packs rooms taller than asked, by how much depends on the rooms: so several shapes are tried, these times as wide. */
const tries = [1.25, 1.6, 0.8]

/** The arrangement that can be shown largest in a window of this shape. */
async function bestFit(elk: Elk, structure: Structure, aspect: number): Promise<Places> {
  let best = fromElk(await elk.layout(toElk(structure, aspect)))
  for (const wider of tries) {
    const other = fromElk(await elk.layout(toElk(structure, aspect * wider)))
    if (largeness(other, aspect) > largeness(best, aspect)) best = other
  }
  return best
}

/** How large it can be shown in a window that is one high. */
function largeness(places: Places, aspect: number): number {
  const bounds = around(places.rooms.values())
  return bounds === null ? 0 : Math.min(aspect / bounds.width, 1 / bounds.height)
}

/** Arranges in a worker of its own, which starts with the first question. */
export function createLayoutClient(): LayoutClient {
  let elk: Elk | null = null
  let giveUp: (() => void) | null = null
  const stop = (): void => {
    giveUp?.()
    giveUp = null
    elk?.terminateWorker()
    elk = null
  }
  const arrange = async (structure: Structure, aspect: number): Promise<Places | null> => {
    // A worker still busy with an older question would keep the newer one waiting.
    if (giveUp !== null) stop()
    if (structure.rooms.some((room) => room.devices.length > DEVICES_IN_A_ROOM)) return null
    elk ??= startElk()
    const given = new Promise<null>((resolve) => {
      const timer = setTimeout(stop, PATIENCE_MS)
      giveUp = () => {
        clearTimeout(timer)
        resolve(null)
      }
    })
    const mine = giveUp
    const answer = bestFit(elk, structure, aspect).catch(() => null)
    const places = await Promise.race([answer, given])
    if (giveUp === mine) {
      giveUp?.()
      giveUp = null
    }
    return places
  }
  return { arrange, stop }
}
