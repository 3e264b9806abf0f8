import { z } from 'zod'
import { brokerVerbs } from './brokerVerbs'
import { deviceVerbs } from './deviceVerbs'
import { ndiVerbs } from './ndiVerbs'
import { nodeVerbs } from './nodeVerbs'
import { nvrVerbs } from './nvrVerbs'
import { registryVerbs } from './registryVerbs'
import { routingVerbs } from './routingVerbs'
import { tallyVerbs } from './tallyVerbs'
import type { Verb } from './verb'

/** All that can be done to the lab, by name. */
export const verbs: ReadonlyMap<string, Verb> = new Map(
  [
    ...nodeVerbs,
    ...registryVerbs,
    ...routingVerbs,
    ...tallyVerbs,
    ...brokerVerbs,
    ...deviceVerbs,
    ...ndiVerbs,
    ...nvrVerbs,
  ].map((verb) => [verb.name, verb]),
)

/** One entry of a faults file: a verb, its body, and when, in ms after the lab is ready. */
export type ScheduledFault = {
  readonly atMs: number
  readonly verb: string
  readonly body: Readonly<Record<string, unknown>>
}

const entry = z
  .looseObject({ atMs: z.number().min(0), verb: z.string() })
  .transform(({ atMs, verb, ...body }): ScheduledFault => ({ atMs, verb, body }))
  .refine((fault) => verbs.has(fault.verb), { error: 'is not a verb of the lab', path: ['verb'] })

/** A faults file: `[{"atMs": 5000, "verb": "node/gone", "node": "CG-2"}, …]`. @throws ZodError */
export function readFaults(json: unknown): readonly ScheduledFault[] {
  return z.array(entry).parse(json)
}
