import { temperature } from '../events/signal'
import { audioOf, videoFormats, type VideoEssence } from '../node/formats'
import { takesAnyVideo, takesAudio, takesEvents, takesMux, takesVideo } from './caps'
import type { NodeDraft, SenderDraft } from './draft'

const hd = takesVideo('1080p50', '1080i50', '720p50')

const camera = (name: string): SenderDraft => ({
  label: name,
  description: 'Truck camera',
  essence: videoFormats['1080p50'],
  group: `${name}:Video`,
})

const jpegXs: VideoEssence = { ...videoFormats['1080p50'], codec: 'jxsv' }

/** The truck, which is a site of its own, and the laboratory, where the odd things are. */
export const riversideOutside: readonly NodeDraft[] = [
  {
    label: 'OB-1',
    description: 'Frame of the truck',
    site: 'OB North',
    devices: [
      {
        label: 'OB 1 cameras',
        description: 'Four cameras on the pitch',
        room: 'OB 1',
        senders: [
          camera('CAM OB1'),
          camera('CAM OB2'),
          camera('CAM OB3'),
          camera('CAM OB4'),
          { label: 'FX mix', description: 'Pitch microphones', essence: audioOf(2) },
        ],
        receivers: [
          { label: 'RET 1', caps: hd },
          { label: 'RET 2', caps: hd },
          { label: 'IFB 1-8', description: 'Cue to the commentators', caps: takesAudio(8, true), legs: 1 },
        ],
      },
      {
        label: 'OB 1 vision',
        description: 'Truck switcher and contribution',
        room: 'OB 1',
        senders: [
          { label: 'OB PGM', essence: videoFormats['1080p50'], group: 'OB 1:Programme' },
          { label: 'OB PGM 1080i', essence: videoFormats['1080i50'], group: 'OB 1:Interlaced' },
          { label: 'OB PGM JPEG XS', essence: jpegXs, group: 'OB 1:Contribution' },
          { label: 'OB PGM audio', essence: audioOf(2), group: 'OB 1:Audio' },
        ],
        receivers: [
          { label: 'IN 1', caps: hd, on: 'OB 1 cameras/CAM OB1' },
          { label: 'IN 2', caps: hd, on: 'OB 1 cameras/CAM OB2' },
          { label: 'IN 3', caps: hd },
          { label: 'IN 4', caps: hd },
          { label: 'OB audio in', caps: takesAudio(16, true) },
        ],
      },
    ],
  },
  {
    label: 'LAB-1',
    description: 'Bench of the engineers',
    site: 'Riverside',
    devices: [
      {
        label: 'Test rack',
        description: 'One of everything',
        room: 'Lab',
        senders: [
          { label: 'BARS 1080p50', essence: videoFormats['1080p50'] },
          { label: 'BARS 1080i50', essence: videoFormats['1080i50'] },
          { label: 'BARS 720p50', essence: videoFormats['720p50'] },
          { label: 'BARS 1080p59', essence: videoFormats['1080p59'] },
          { label: 'BARS 2160p50', essence: videoFormats['2160p50'] },
          { label: 'ZONE PLATE', essence: videoFormats['1080p50'], legs: 1, inactive: true },
          { label: 'TONE 1 kHz', essence: audioOf(2), legs: 1 },
          { label: 'SDI over IP', essence: { kind: 'mux' } },
          {
            label: 'UNICAST feed',
            essence: videoFormats['1080p50'],
            transport: 'rtp.ucast',
            legs: 1,
            inactive: true,
          },
          { label: 'Temperature', essence: { kind: 'event', signal: temperature }, transport: 'mqtt' },
          { label: 'MXL out', essence: videoFormats['1080p50'], transport: 'mxl' },
        ],
        receivers: [
          { label: 'SCOPE', description: 'Takes what there is', caps: takesAnyVideo },
          { label: 'SCOPE 1 leg', caps: takesVideo('1080p50', '1080i50'), legs: 1 },
          { label: 'UHD monitor', caps: takesVideo('2160p50') },
          { label: '', key: 'unlabelled', description: 'A receiver that nobody has named', caps: hd },
          { label: 'SDI decoder', caps: takesMux },
          { label: 'UNICAST in', caps: takesVideo('1080p50'), transport: 'rtp.ucast', legs: 1 },
          {
            label: 'Thermometer',
            caps: takesEvents('number/temperature/*'),
            transport: 'mqtt',
            on: 'Test rack/Temperature',
          },
          { label: 'MXL in', caps: takesVideo('1080p50'), transport: 'mxl' },
        ],
      },
      {
        label: 'Legacy gateway',
        description: 'Listed, but without a Connection API',
        room: 'Lab',
        uncontrolled: true,
        senders: [{ label: 'LEGACY OUT', essence: videoFormats['1080i50'] }],
        receivers: [
          { label: 'LEGACY IN 1', caps: takesVideo('1080i50') },
          { label: 'LEGACY IN 2', caps: takesVideo('1080i50') },
        ],
      },
    ],
  },
]
