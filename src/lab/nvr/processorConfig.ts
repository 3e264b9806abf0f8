/** What a camera processor works with; names as they are on the wire. */
export type ProcessorConfig = {
  readonly model_id: string
  /** Pictures looked at in a second, of every stream. */
  readonly max_fps: number
  /** From what confidence a detection counts, 0 to 1. */
  readonly confidence: number
  readonly tracking: boolean
  /** By room number, lowest first. */
  readonly streams: readonly Stream[]
}

/** A room: its number, and where its picture is. */
export type Stream = { readonly source_id: number; readonly uri: string }

/** Models that a processor has on its disk. */
export const models = [
  'yolov11n-320',
  'yolov11n-640',
  'yolov11s-640',
  'yolov11m-640',
  'yolov11l-640',
  'yolov11x-640',
] as const

/** Where the picture of a room is, from the address of the stream server. */
export const streamUri = (streamServer: string, room: number): string =>
  `${streamServer.replace(/\/+$/, '')}/${String(room)}`

/** Routine watching of these rooms: the light model, a picture in ten seconds. */
export function routineConfig(rooms: readonly number[], streamServer: string): ProcessorConfig {
  return {
    model_id: 'yolov11n-640',
    max_fps: 0.1,
    confidence: 0.5,
    tracking: false,
    streams: rooms.map((room) => ({ source_id: room, uri: streamUri(streamServer, room) })),
  }
}
