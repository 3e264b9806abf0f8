import type { Params } from '../../../drivers/mqtt/deviceLine'
import type { Processor } from './processor'

type Streams = NonNullable<Processor['streams']>

/** What a command makes of a processor, as far as that is known: what it does not tell stays untold. */
export function afterCommand(command: string, params: Params, is: Processor): Processor {
  switch (command) {
    case 'change_model':
    case 'set_fps':
    case 'set_confidence':
      return { ...is, ...params }
    case 'enable_tracking':
      return { ...is, tracking: params['enabled'] === true }
    case 'add_stream':
      return withStreams(is, (streams) => [...streams, { source_id: Number(params['source_id']) }])
    case 'remove_stream':
      return withStreams(is, (streams) => streams.filter(({ source_id }) => source_id !== params['source_id']))
    case 'change_stream_uri':
      return withStreams(is, (streams) =>
        streams.map((stream) =>
          stream.source_id === params['source_id'] ? { ...stream, uri: String(params['stream_uri']) } : stream,
        ),
      )
    case 'reconfigure': {
      const { streams, ...rest } = params
      const rooms = Array.isArray(streams)
        ? streams.map((room): Streams[number] => ({ source_id: Number(room) }))
        : null
      return { ...is, ...rest, ...(rooms === null ? {} : { streams: rooms }) }
    }
    default:
      return is
  }
}

function withStreams(is: Processor, change: (streams: Streams) => Streams): Processor {
  return is.streams === null ? is : { ...is, streams: change(is.streams) }
}
