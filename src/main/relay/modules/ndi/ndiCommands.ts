import { z } from 'zod'
import type { CommandDefinition, DeviceCommand, Params, RouteCommands } from '../../../drivers/mqtt/deviceLine'
import { type NdiState, ndiStateOf } from './ndiState'

const source = z.string({ error: 'Missing required parameter: source' }).trim().min(1).max(200)

/** What decoders can be told: the pass-through actions. */
export const ndiCommands: Readonly<Record<string, CommandDefinition>> = {
  start: {
    title: 'Start playing',
    params: z.strictObject({ source: source.optional() }),
    shows: shown(({ state, input }, params) => state === 'playing' && isWanted(params, input)),
    reverse: (_params, before) => asBefore(ndiStateOf(before)),
  },
  stop: {
    title: 'Stop playing',
    params: z.strictObject({}),
    shows: shown(({ state }) => state === 'stopped'),
    reverse: (_params, before) => {
      const was = ndiStateOf(before)
      return was?.state === 'playing' ? asBefore(was) : null
    },
  },
  set_input: {
    title: 'Set the input',
    params: z.strictObject({ source }),
    shows: shown(({ input }, params) => isWanted(params, input)),
    reverse: (_params, before) => {
      const input = ndiStateOf(before)?.input ?? null
      return input === null ? { action: 'stop', params: {} } : { action: 'set_input', params: { source: input } }
    },
  },
  record_start: {
    title: 'Start recording',
    params: z.strictObject({}),
    shows: shown(({ recording }) => recording),
    reverse: (_params, before) =>
      ndiStateOf(before)?.recording === true ? null : { action: 'record_stop', params: {} },
  },
  record_stop: {
    title: 'Stop recording',
    params: z.strictObject({}),
    shows: shown(({ recording }) => !recording),
    reverse: (_params, before) =>
      ndiStateOf(before)?.recording === true ? { action: 'record_start', params: {} } : null,
  },
}

const SOURCE = 'ndi:'

/** The name of an NDI source by the id of its sender; null for a sender that is none. */
export function sourceNameOf(senderId: string): string | null {
  return senderId.startsWith(SOURCE) ? senderId.slice(SOURCE.length) : null
}

/** A source dragged onto a decoder: `set_input`, and `start` for one that is stopped. */
export const ndiRoute: RouteCommands = {
  connect({ id, label }, device) {
    const name = sourceNameOf(id)
    if (name === null) return { problem: `${label} is no NDI source, and this is an NDI decoder.` }
    const action = ndiStateOf(device)?.state === 'playing' ? 'set_input' : 'start'
    return { action, params: { source: name } }
  },
  disconnect: () => ({ action: 'stop', params: {} }),
}

function shown(isSo: (state: NdiState, params: Params) => boolean): NonNullable<CommandDefinition['shows']> {
  return (params, device) => {
    const state = ndiStateOf(device)
    return state === null ? null : isSo(state, params)
  }
}

function isWanted(params: Params, input: string | null): boolean {
  return params['source'] === undefined || params['source'] === input
}

function asBefore(was: NdiState | null): DeviceCommand | null {
  if (was === null) return null
  if (was.state === 'stopped') return { action: 'stop', params: {} }
  return was.input === null ? { action: 'start', params: {} } : { action: 'start', params: { source: was.input } }
}
