import { z } from 'zod'
import { inTheBackground } from './background'
import { verb, type Verb } from './verb'

const flag = z.boolean().optional()

/** The faults of registry/faults.ts, as they come from outside. */
const registryFaults = z.strictObject({
  latencyMs: z.number().min(0).optional(),
  status500: flag,
  html: flag,
  halfPage: flag,
  redirectLoop: flag,
  refuseWebSocket: flag,
  down: flag,
})

/** Faults of the registry. What takes time is begun and not waited for. */
export const registryVerbs: readonly Verb[] = [
  verb(
    'registry/restart',
    '{"memory": "kept" | "lost", "downMs": 3000}',
    'Goes away and comes back on the same port, with what it knew or without',
    z.strictObject({ memory: z.enum(['kept', 'lost']).default('kept'), downMs: z.number().min(0).default(0) }),
    (world, how) => {
      inTheBackground(world, 'registry/restart', world.registry.restart(how))
    },
  ),
  verb(
    'registry/down',
    '{"ms": 20000}',
    'Goes away for so long and keeps its memory',
    z.strictObject({ ms: z.number().min(0) }),
    (world, body) => {
      inTheBackground(world, 'registry/down', world.registry.restart({ memory: 'kept', downMs: body.ms }))
    },
  ),
  verb('registry/cut', '{}', 'Breaks every WebSocket subscription off', z.strictObject({}), (world) => {
    world.registry.cutSubscriptions()
  }),
  verb('registry/forget', '{}', 'Loses its memory while it stays up', z.strictObject({}), (world) => {
    world.registry.forget()
  }),
  verb(
    'registry/fault',
    '{"latencyMs": 500, "status500": true, "html": true, "halfPage": true, "redirectLoop": true, "refuseWebSocket": true, "down": true}',
    'Changes the faults named and leaves the others; false or 0 ends one',
    registryFaults,
    async (world, faults) => {
      const given = Object.entries(faults).filter(([, value]) => value !== undefined)
      await world.registry.setFault(Object.fromEntries(given))
    },
  ),
]
