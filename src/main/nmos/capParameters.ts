import type { Flow, Rational, Sender, Source, VideoComponent } from './resources'
import type { Sdp } from './sdp'

/** A stream as far as it is known. What is null is not known, and is then no ground to refuse it. */
export type Stream = {
  readonly sender: Sender
  readonly flow: Flow | null
  readonly source: Source | null
  readonly sdp: Sdp | null
}

/** A parameter that receivers can constrain (NMOS Parameter Registers – Capabilities). */
export type CapParameter = {
  /** What it is called in a sentence. */
  readonly name: string
  /** Its value in a stream; undefined when the stream does not say. */
  readonly valueIn: (stream: Stream) => string | number | boolean | Rational | undefined
}

const FORMAT = 'urn:x-nmos:cap:format:'
const TRANSPORT = 'urn:x-nmos:cap:transport:'

/** All registered Parameter Constraints by URN. For each the IS-04 attribute counts first, then the SDP, as registered. */
export const CAP_PARAMETERS: ReadonlyMap<string, CapParameter> = new Map<string, CapParameter>([
  [`${FORMAT}media_type`, parameter('media type', (s) => s.flow?.media_type ?? s.sdp?.essence.mediaType)],
  [
    `${FORMAT}grain_rate`,
    parameter('frame rate', (s) => s.flow?.grain_rate ?? s.source?.grain_rate ?? s.sdp?.essence.frameRate),
  ],
  [`${FORMAT}frame_width`, parameter('width', (s) => s.flow?.frame_width ?? s.sdp?.essence.width)],
  [`${FORMAT}frame_height`, parameter('height', (s) => s.flow?.frame_height ?? s.sdp?.essence.height)],
  [`${FORMAT}interlace_mode`, parameter('scanning', interlaceMode)],
  [`${FORMAT}colorspace`, parameter('colour space', (s) => s.flow?.colorspace ?? s.sdp?.essence.colorimetry)],
  [`${FORMAT}transfer_characteristic`, parameter('transfer characteristic', transferCharacteristic)],
  [
    `${FORMAT}color_sampling`,
    parameter('colour sampling', (s) => s.sdp?.essence.sampling ?? samplingOf(s.flow?.components ?? [])),
  ],
  [
    `${FORMAT}component_depth`,
    parameter('bit depth', (s) => s.sdp?.essence.depth ?? depthOf(s.flow?.components ?? [])),
  ],
  [`${FORMAT}channel_count`, parameter('channels', (s) => s.source?.channel_count ?? s.sdp?.essence.channelCount)],
  [`${FORMAT}sample_rate`, parameter('sample rate', (s) => s.flow?.sample_rate ?? s.sdp?.essence.sampleRate)],
  [`${FORMAT}sample_depth`, parameter('sample depth', (s) => s.flow?.bit_depth ?? s.sdp?.essence.sampleDepth)],
  [`${FORMAT}event_type`, parameter('event type', (s) => s.flow?.event_type ?? s.source?.event_type)],
  [`${FORMAT}bit_rate`, parameter('bit rate (kbit/s)', (s) => numberIn(s.flow, 'bit_rate'))],
  [`${FORMAT}profile`, parameter('profile', (s) => textIn(s.flow, 'profile') ?? fmtp(s, 'profile'))],
  [`${FORMAT}level`, parameter('level', (s) => textIn(s.flow, 'level') ?? fmtp(s, 'level'))],
  [`${FORMAT}sublevel`, parameter('sublevel', (s) => textIn(s.flow, 'sublevel') ?? fmtp(s, 'sublevel'))],
  [
    `${TRANSPORT}bit_rate`,
    parameter('network bit rate (kbit/s)', (s) => numberIn(s.sender, 'bit_rate') ?? s.sdp?.essence.bitRateKbps),
  ],
  [`${TRANSPORT}packet_time`, parameter('packet time (ms)', (s) => s.sdp?.essence.packetTimeMs)],
  [`${TRANSPORT}max_packet_time`, parameter('longest packet time (ms)', (s) => s.sdp?.essence.maxPacketTimeMs)],
  [
    `${TRANSPORT}packet_transmission_mode`,
    parameter('packet transmission mode', (s) => textIn(s.sender, 'packet_transmission_mode') ?? transmissionMode(s)),
  ],
  [
    `${TRANSPORT}st2110_21_sender_type`,
    parameter('ST 2110-21 sender type', (s) => textIn(s.sender, 'st2110_21_sender_type') ?? fmtp(s, 'TP')),
  ],
  [`${TRANSPORT}hkep`, parameter('HDCP encryption', (s) => flagIn(s.sender, 'hkep'))],
  [`${TRANSPORT}privacy`, parameter('privacy encryption', (s) => flagIn(s.sender, 'privacy'))],
  [`${TRANSPORT}usb_class`, parameter('USB class', (s) => numberIn(s.sender, 'usb_class'))],
])

type Value = string | number | boolean | Rational

function parameter(name: string, valueIn: (stream: Stream) => Value | null | undefined): CapParameter {
  return { name, valueIn: (stream) => valueIn(stream) ?? undefined }
}

function interlaceMode(stream: Stream): string | null | undefined {
  const { flow, sdp } = stream
  if (flow?.interlace_mode !== undefined && flow.interlace_mode !== null) return flow.interlace_mode
  if (sdp?.essence.interlaceMode !== undefined && sdp.essence.interlaceMode !== null) return sdp.essence.interlaceMode
  return flow !== null && flow.frame_width !== null ? 'progressive' : undefined
}

function transferCharacteristic(stream: Stream): string | null | undefined {
  const { flow, sdp } = stream
  const said = flow?.transfer_characteristic ?? sdp?.essence.transferCharacteristic
  return said ?? (flow !== null && flow.frame_width !== null ? 'SDR' : undefined)
}

/** The ST 2110-20 name of a sampling, from the sizes of the components of a raw video Flow. */
function samplingOf(components: readonly VideoComponent[]): string | undefined {
  const names = components.map(({ name }) => name).join('')
  if (names === 'RGB') return 'RGB'
  const family = { YCbCr: 'YCbCr', ICtCp: 'ICtCp' }[names]
  const [luma, chroma] = components
  if (family === undefined || luma === undefined || chroma === undefined) return undefined
  const ratio = `${luma.width / chroma.width}x${luma.height / chroma.height}`
  const sampling = { '1x1': '4:4:4', '2x1': '4:2:2', '2x2': '4:2:0', '4x1': '4:1:1' }[ratio]
  return sampling === undefined ? undefined : `${family}-${sampling}`
}

function depthOf(components: readonly VideoComponent[]): number | undefined {
  const depth = components[0]?.bit_depth
  return components.every(({ bit_depth }) => bit_depth === depth) ? depth : undefined
}

/** RFC 9134: `packetmode` and `transmode` (1 unless said otherwise). */
function transmissionMode(stream: Stream): string | undefined {
  const packet = fmtp(stream, 'packetmode')
  if (packet === undefined) return undefined
  if (packet === '0') return 'codestream'
  return fmtp(stream, 'transmode') === '0' ? 'slice_out_of_order' : 'slice_sequential'
}

function fmtp(stream: Stream, name: string): string | undefined {
  return stream.sdp?.essence.fmtp.get(name)
}

function textIn(resource: Flow | Sender | null, key: string): string | undefined {
  const value = resource?.raw[key]
  return typeof value === 'string' ? value : undefined
}

function numberIn(resource: Flow | Sender | null, key: string): number | undefined {
  const value = resource?.raw[key]
  return typeof value === 'number' ? value : undefined
}

function flagIn(resource: Flow | Sender | null, key: string): boolean | undefined {
  const value = resource?.raw[key]
  return typeof value === 'boolean' ? value : undefined
}
