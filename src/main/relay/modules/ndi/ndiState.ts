import { z } from 'zod'
import type { DeviceState } from '../../../drivers/mqtt/deviceLine'

const Ndi = z.object({
  state: z.enum(['playing', 'stopped']).catch('stopped'),
  input: z.string().nullable().catch(null),
  recording: z.boolean().catch(false),
})

/** What a decoder plays and whether it records. */
export type NdiState = z.infer<typeof Ndi>

/** The NDI part of a decoder's status; null when it says nothing of it. */
export function ndiStateOf({ state }: Pick<DeviceState, 'state'>): NdiState | null {
  const read = Ndi.safeParse(state['ndi'])
  return read.success ? read.data : null
}
