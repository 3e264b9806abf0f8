import { z } from 'zod'
import type { DeviceState } from '../../../drivers/mqtt/deviceLine'

const Stream = z.object({ source_id: z.number().int(), uri: z.string().optional() })

const Processor = z.object({
  status: z.string().catch('running'),
  model_id: z.string().nullable().catch(null),
  max_fps: z.number().nullable().catch(null),
  confidence: z.number().nullable().catch(null),
  tracking: z.boolean().nullable().catch(null),
  streams: z.array(Stream).nullable().catch(null),
})

/** A processor's configuration, as far as it says it: a field that it does not tell is null. */
export type Processor = z.infer<typeof Processor>

/** The NVR part of a processor's status; null when it says nothing of it. */
export function processorOf({ state }: Pick<DeviceState, 'state'>): Processor | null {
  const read = Processor.safeParse(state['nvr'])
  return read.success ? read.data : null
}

/** Whether it analyses this room; null: it does not say. */
export function hasRoom({ streams }: Processor, sourceId: unknown): boolean | null {
  return streams === null ? null : streams.some(({ source_id }) => source_id === sourceId)
}
