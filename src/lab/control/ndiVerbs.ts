import { z } from 'zod'
import { verb, type Verb } from './verb'

/** A source's name is one label of DNS. */
const source = z
  .string()
  .regex(/^[^.\p{Cc}]+$/u, { error: 'is not one label of DNS' })
  .refine((name) => Buffer.byteLength(name) <= 63, { error: 'is longer than 63 bytes' })

/** What NDI sources there are. */
export const ndiVerbs: readonly Verb[] = [
  verb(
    'ndi/sources',
    '{"sources": ["NDI-Source-1", "STUDIO-A (CAM 1)"]}',
    'These are the NDI sources from now on, for the decoders and in DNS-SD; a decoder keeps what it shows',
    z.strictObject({ sources: z.array(source).max(1000) }),
    (world, body) => {
      world.mqtt.sources.set(body.sources)
    },
  ),
]
