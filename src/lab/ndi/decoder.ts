import { z } from 'zod'
import type { DeviceTopics } from '../mqtt/deviceTopics'
import type { DeviceBody, DeviceVoice } from '../mqtt/virtualDevice'
import type { NdiSources } from './ndiSources'

/** What a decoder shows and whether it records it. */
export type DecoderState = {
  readonly state: 'playing' | 'stopped'
  readonly input: string | null
  readonly recording: boolean
}

const idle: DecoderState = { state: 'stopped', input: null, recording: false }

/** What can be answered: it names its request. */
const command = z.looseObject({
  req_id: z.union([z.string(), z.number()]),
  actor: z.string().optional(),
  action: z.string(),
  params: z.record(z.string(), z.unknown()).default({}),
})

type Outcome = { readonly next: DecoderState } | { readonly error: string }

/** An NDI decoder: shows one of the plant's NDI sources at a time. */
export function createDecoder(
  deviceId: string,
  topics: DeviceTopics,
  sources: NdiSources,
  voice: DeviceVoice,
): DeviceBody {
  let now = idle
  return {
    modules: ['ndi'],
    commandTopics: [topics.commands('ndi')],
    answerTopic: topics.events('ndi'),
    status: () => ({ ndi: now }),
    connected: () => undefined,
    powerCut(memory) {
      if (memory === 'lost') now = idle
    },
    command(topic, message) {
      const read = command.safeParse(message)
      if (!read.success) {
        voice.report(`what came on ${topic} is no command`)
        return
      }
      const { req_id, actor, action, params } = read.data
      const refusal = voice.faults.refusals.shift()
      const outcome = refusal === undefined ? execute(now, action, params, sources) : { error: refusal }
      const answer = { req_id, device_id: deviceId, actor, action }
      if ('error' in outcome) {
        voice.answer({ ...answer, status: 'ERROR', error: outcome.error, ts: voice.now() })
        return
      }
      now = outcome.next
      voice.answer({ ...answer, status: 'OK', ts: voice.now() })
      voice.statusChanged()
    },
  }
}

/** What an action makes of a decoder, or why it does not. */
function execute(
  now: DecoderState,
  action: string,
  params: Readonly<Record<string, unknown>>,
  sources: NdiSources,
): Outcome {
  const { source } = params
  switch (action) {
    case 'start': {
      const input = source === undefined ? { input: now.input } : inputOf(source, sources)
      if ('error' in input) return input
      if (input.input === null) return { error: 'There is no input to play: name a source or set one first' }
      return { next: { ...now, state: 'playing', input: input.input } }
    }
    case 'stop':
      return { next: { ...now, state: 'stopped', recording: false } }
    case 'set_input': {
      if (source === undefined) return { error: 'Missing required parameter: source' }
      const input = inputOf(source, sources)
      if ('error' in input) return input
      return { next: input.input === null ? idle : { ...now, input: input.input } }
    }
    case 'record_start':
      if (now.input === null) return { error: 'There is no input to record: set one first' }
      return { next: { ...now, recording: true } }
    case 'record_stop':
      return { next: { ...now, recording: false } }
    default:
      return { error: `Unknown action: ${action.slice(0, 80)}` }
  }
}

/** `null` takes the input away. */
function inputOf(source: unknown, sources: NdiSources): { readonly input: string | null } | { readonly error: string } {
  if (source === null) return { input: null }
  if (typeof source !== 'string') return { error: 'A source is named by a text' }
  return sources.has(source) ? { input: source } : { error: `There is no NDI source "${source.slice(0, 80)}"` }
}
