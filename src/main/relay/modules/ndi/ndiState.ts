import type { DeviceState } from '../../../drivers/mqtt/deviceLine'
import { isJsonObject } from '../../devices/payload'

/** What a decoder plays and whether it records. */
export type NdiState = {
  readonly state: 'playing' | 'stopped'
  readonly input: string | null
  readonly recording: boolean
}

/** The NDI part of a decoder's status; null when it says nothing of it. What makes no sense in it counts as not said. */
export function ndiStateOf({ state }: Pick<DeviceState, 'state'>): NdiState | null {
  const said = state['ndi']
  if (!isJsonObject(said)) return null
  const { state: playing, input, recording } = said
  return {
    state: playing === 'playing' ? 'playing' : 'stopped',
    input: typeof input === 'string' ? input : null,
    recording: recording === true,
  }
}
