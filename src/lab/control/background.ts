import type { World } from './world'

/** Lets something go on without anybody waiting for it; what goes wrong is reported. */
export function inTheBackground(world: World, what: string, work: Promise<void>): void {
  work.catch((error: unknown) => {
    world.report(`${what}: ${error instanceof Error ? error.message : String(error)}`)
  })
}
