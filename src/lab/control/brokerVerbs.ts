import { z } from 'zod'
import { inTheBackground } from './background'
import { verb, type Verb } from './verb'

/** Faults of the plant's broker and of its name server. */
export const brokerVerbs: readonly Verb[] = [
  verb(
    'broker/restart',
    '{"memory": "kept" | "lost", "downMs": 3000}',
    'The plant’s own MQTT broker cuts every connection and comes back on its port, with what was retained or without',
    z.strictObject({ memory: z.enum(['kept', 'lost']).default('kept'), downMs: z.number().min(0).default(0) }),
    (world, how) => {
      inTheBackground(world, 'broker/restart', world.broker.restart(how))
    },
  ),
  verb(
    'dns/fault',
    '{"fault": "none" | "silent" | "servfail"}',
    'The plant’s name server never answers, or answers SERVFAIL; none ends it',
    z.strictObject({ fault: z.enum(['none', 'silent', 'servfail']) }),
    (world, body) => {
      world.dns.setFault(body.fault)
    },
  ),
]
