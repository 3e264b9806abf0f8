import { choice, fields, onOff, words } from '../events/signal'
import { ancillary, audioOf, videoFormats } from '../node/formats'
import { takesAncillary, takesAudio, takesVideo } from './caps'
import type { NodeDraft, SenderDraft } from './draft'

const site = 'Riverside'
const room = 'MCR'

const hd = takesVideo('1080p50', '1080i50', '720p50')
const production = takesVideo('1080p50')

const programme = (label: string, role: string): SenderDraft => ({
  label,
  essence: videoFormats['1080p50'],
  group: `ME1:${role}`,
})

const tally = (camera: string): SenderDraft => ({
  label: `TALLY ${camera}`,
  description: 'Red while the camera is in the programme',
  essence: { kind: 'event', signal: onOff(false) },
  transport: 'websocket',
  group: `ME1:Tally ${camera}`,
})

const transmissionTally = (channel: string, start: boolean): SenderDraft => ({
  label: `${channel} ON AIR`,
  description: 'The channel is on air',
  essence: { kind: 'event', signal: onOff(start) },
  transport: 'websocket',
  group: `${channel}:Tally`,
})

/** Nodes in master control. */
export const riversideMcr: readonly NodeDraft[] = [
  {
    label: 'ME-1',
    description: 'Production switcher of gallery A',
    site,
    devices: [
      {
        label: 'Switcher ME1',
        description: 'Two mix effects, eight inputs',
        room,
        senders: [
          programme('PGM A', 'Programme'),
          programme('CLEAN A', 'Clean feed'),
          programme('AUX 1', 'Aux 1'),
          programme('AUX 2', 'Aux 2'),
          { label: 'PGM A ANC', essence: ancillary, group: 'ME1:Ancillary' },
          tally('CAM 1'),
          tally('CAM 2'),
          tally('CAM 3'),
          tally('CAM 4'),
          {
            label: 'PGM A STATUS',
            description: 'What the programme of gallery A is made of',
            essence: {
              kind: 'event',
              signal: fields('programme', { source: 'CAM 1', transition: 'cut', onAir: true }),
            },
            transport: 'websocket',
            group: 'ME1:Status',
          },
          {
            label: 'STUDIO A STATE',
            description: 'What the studio is doing',
            essence: { kind: 'event', signal: choice('studio', ['idle', 'rehearsal', 'transmission']) },
            transport: 'websocket',
            group: 'ME1:Studio state',
          },
        ],
        receivers: [
          { label: 'IN 1', caps: production, on: 'CCU 1-2/CAM 1' },
          { label: 'IN 2', caps: production, on: 'CCU 1-2/CAM 2' },
          { label: 'IN 3', caps: production, on: 'CCU 3-4/CAM 3' },
          { label: 'IN 4', caps: production },
          { label: 'IN 5', caps: production, on: 'Studio B vision/STUDIO B PGM' },
          { label: 'IN 6', caps: production },
          { label: 'IN 7', caps: production },
          { label: 'IN 8', caps: production },
        ],
      },
    ],
  },
  {
    label: 'MV-1',
    description: 'Multiviewer of master control',
    site,
    devices: [
      {
        label: 'Multiviewer',
        description: 'Seven tiles, two heads',
        room,
        senders: [
          { label: 'MV HEAD 1', essence: videoFormats['1080p50'] },
          { label: 'MV HEAD 2', essence: videoFormats['2160p50'] },
        ],
        receivers: [
          { label: 'MV 1', caps: hd, on: 'Switcher ME1/PGM A' },
          { label: 'MV 2', caps: hd, on: 'Switcher ME1/CLEAN A' },
          { label: 'MV 3', caps: hd },
          { label: 'MV 4', description: 'Old tile: 1080i only', caps: takesVideo('1080i50') },
          { label: 'MV 5', caps: hd, on: 'OB 1 vision/OB PGM' },
          { label: 'MV 6', caps: hd },
          { label: 'MV 7', caps: hd, legs: 1 },
        ],
      },
    ],
  },
  {
    label: 'TX-1',
    description: 'Encoders to the transmitter',
    site,
    devices: [
      {
        label: 'Transmission',
        description: 'Two channels to air',
        room,
        senders: [
          transmissionTally('TX 1', true),
          transmissionTally('TX 2', false),
          {
            label: 'ON AIR TITLE',
            description: 'What is being transmitted on channel 1',
            essence: { kind: 'event', signal: words('Riverside News') },
            transport: 'mqtt',
            group: 'TX 1:Title',
          },
        ],
        receivers: [
          { label: 'TX 1', caps: production, group: 'TX 1:Video', on: 'Switcher ME1/PGM A' },
          { label: 'TX 1 audio', caps: takesAudio(6, false), group: 'TX 1:Audio', on: 'Audio processor/OUT 5.1' },
          { label: 'TX 1 captions', caps: takesAncillary, group: 'TX 1:Data', on: 'Switcher ME1/PGM A ANC' },
          { label: 'TX 2', caps: production, group: 'TX 2:Video', on: 'Studio B vision/STUDIO B PGM' },
          { label: 'TX 2 audio', caps: takesAudio(6, false), group: 'TX 2:Audio' },
        ],
      },
    ],
  },
  {
    label: 'MEDIA-1',
    description: 'Recording and sound processing frame',
    site,
    devices: [
      {
        label: 'Recorder',
        description: 'Two channels of record, two of playback',
        room,
        senders: [
          { label: 'PLAY 1', essence: videoFormats['1080p50'], group: 'PLAY 1:Video' },
          { label: 'PLAY 2', essence: videoFormats['1080i50'], group: 'PLAY 2:Video' },
          { label: 'PLAY 1 audio', essence: audioOf(2), group: 'PLAY 1:Audio' },
          { label: 'PLAY 2 audio', essence: audioOf(2), inactive: true, group: 'PLAY 2:Audio' },
          {
            label: 'REC 1 RECORDING',
            description: 'The recorder is rolling',
            essence: { kind: 'event', signal: onOff(false) },
            transport: 'mqtt',
            group: 'REC 1:Tally',
          },
        ],
        receivers: [
          { label: 'REC 1', caps: hd, group: 'REC 1:Video', on: 'Switcher ME1/CLEAN A' },
          { label: 'REC 2', caps: hd, group: 'REC 2:Video' },
          { label: 'REC audio', caps: takesAudio(16, true), group: 'REC 1:Audio', on: 'Audio processor/OUT 5.1' },
        ],
      },
      {
        label: 'Audio processor',
        description: 'Loudness and upmix',
        room,
        senders: [
          { label: 'OUT 5.1', essence: audioOf(6) },
          { label: 'OUT ST', essence: audioOf(2) },
        ],
        receivers: [
          { label: 'IN A', caps: takesAudio(8, false), on: 'Studio A audio desk/PGM mix' },
          { label: 'IN B', caps: takesAudio(8, false) },
        ],
      },
      {
        label: 'PROC 1',
        description: 'Frame synchroniser and converter of two channels',
        room,
        senders: [
          {
            label: 'PROC 1 OUT 1',
            essence: videoFormats['1080p50'],
            group: 'PROC 1 A:Output',
            madeFrom: ['Recorder/PLAY 1'],
          },
          {
            label: 'PROC 1 OUT 2',
            essence: videoFormats['1080p50'],
            group: 'PROC 1 B:Output',
            madeFrom: ['Recorder/PLAY 2'],
          },
        ],
        receivers: [
          { label: 'PROC 1 IN 1', caps: hd, group: 'PROC 1 A:Input', on: 'Recorder/PLAY 1' },
          { label: 'PROC 1 IN 2', caps: hd, group: 'PROC 1 B:Input', on: 'Recorder/PLAY 2' },
        ],
      },
    ],
  },
]
