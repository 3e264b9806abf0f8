import type { Registry } from '../../contract'
import type { Discovery } from '../discovery/discovery'

/** Whether the plant is known well enough for booked work to find what it is about. */
export type PlantReadiness = {
  /** Fulfilled when every source has been heard whole, or is known to be away; after `limitMs` of watching at the latest. */
  readonly ready: Promise<void>
  /** From when the sources are being asked. */
  readonly watch: () => void
  readonly stop: () => void
}

export function createPlantReadiness(
  discovery: Pick<Discovery, 'list' | 'onRegistry'>,
  limitMs: number,
): PlantReadiness {
  let fulfil: () => void = () => undefined
  const ready = new Promise<void>((resolve) => {
    fulfil = resolve
  })
  let limit: NodeJS.Timeout | null = null
  let unsubscribe: () => void = () => undefined

  function stop(): void {
    if (limit !== null) clearTimeout(limit)
    unsubscribe()
  }

  function look(): void {
    if (!discovery.list().every(isSettled)) return
    stop()
    fulfil()
  }

  return {
    ready,
    watch() {
      limit = setTimeout(() => {
        stop()
        fulfil()
      }, limitMs)
      unsubscribe = discovery.onRegistry(look)
      look()
    },
    stop,
  }
}

function isSettled({ status }: Registry): boolean {
  switch (status.state) {
    case 'connecting':
    case 'syncing':
      return false
    case 'live':
    case 'polling':
    case 'stale':
    case 'off':
      return true
  }
}
