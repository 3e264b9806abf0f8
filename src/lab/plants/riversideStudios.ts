import { ancillary, audioOf, videoFormats } from '../node/formats'
import { takesAncillary, takesAudio, takesEvents, takesVideo } from './caps'
import type { DeviceDraft, NodeDraft, ReceiverDraft, SenderDraft } from './draft'

const site = 'Riverside'
const studioA = 'Studio A'
const studioB = 'Studio B'

const hd = takesVideo('1080p50', '1080i50', '720p50')

const camera = (name: string): SenderDraft => ({
  label: name,
  description: 'System camera, clean output',
  essence: videoFormats['1080p50'],
  group: `${name}:Video`,
})

const microphone = (name: string): SenderDraft => ({
  label: `${name} MIC`,
  description: 'Camera microphone',
  essence: audioOf(2),
  group: `${name}:Audio`,
})

const videoReturn = (name: string, on?: string): ReceiverDraft => ({
  label: `${name} RET`,
  description: 'Return picture to the viewfinder',
  caps: hd,
  group: `${name}:Return`,
  ...(on === undefined ? {} : { on }),
})

const tallyLamp = (name: string): ReceiverDraft => ({
  label: `${name} TALLY`,
  description: 'Lamp on the camera',
  caps: takesEvents('boolean'),
  transport: 'websocket',
  group: `${name}:Tally`,
  on: `Switcher ME1/TALLY ${name}`,
})

const cameraUnit = (label: string, room: string, first: string, second: string): DeviceDraft => ({
  label,
  description: `Camera control units of ${first} and ${second}`,
  room,
  senders: [camera(first), camera(second), microphone(first), microphone(second)],
  receivers: [videoReturn(first, 'Switcher ME1/PGM A'), videoReturn(second), tallyLamp(first), tallyLamp(second)],
})

/** Nodes in the two studios. */
export const riversideStudios: readonly NodeDraft[] = [
  {
    label: 'SNP-01',
    description: 'IP gateway, rack A1',
    site,
    devices: [cameraUnit('CCU 1-2', studioA, 'CAM 1', 'CAM 2')],
  },
  {
    label: 'SNP-02',
    description: 'IP gateway, rack A1',
    site,
    devices: [cameraUnit('CCU 3-4', studioA, 'CAM 3', 'CAM 4')],
  },
  {
    label: 'AoIP-7',
    description: 'Audio network interface on the studio floor',
    site,
    devices: [
      {
        label: 'Stage box',
        description: '16 microphone inputs, 8 outputs',
        room: studioA,
        senders: [
          { label: 'MIC 1-8', essence: audioOf(8), legs: 1, group: 'Stage:Mics 1' },
          { label: 'MIC 9-16', essence: audioOf(8), legs: 1, group: 'Stage:Mics 2' },
        ],
        receivers: [
          {
            label: 'Foldback 1-8',
            description: 'Studio loudspeakers',
            caps: takesAudio(8, false),
            legs: 1,
            on: 'Studio A audio desk/AUX 1-2',
          },
          {
            label: 'Tally in',
            description: 'Red light',
            caps: takesEvents('boolean', 'boolean/*'),
            transport: 'websocket',
          },
        ],
      },
    ],
  },
  {
    label: 'SNP-04',
    description: 'IP gateway, rack A2',
    site,
    devices: [
      {
        label: 'Studio A wall',
        description: 'LED wall processor',
        room: studioA,
        receivers: [
          { label: 'MON 1', caps: hd, group: 'Wall A:1', on: 'CCU 1-2/CAM 1' },
          { label: 'MON 2', caps: hd, group: 'Wall A:2', on: 'CCU 1-2/CAM 2' },
          { label: 'MON 3', caps: hd, group: 'Wall A:3', on: 'CCU 1-2/CAM 1' },
          { label: 'MON 4', caps: hd, group: 'Wall A:4' },
          {
            label: 'Upstage panorama, left third (rental processor, patched through the grid)',
            key: 'PANORAMA',
            description: 'A label as long as they get',
            caps: takesVideo('1080p50', '2160p50'),
            group: 'Wall A:Panorama',
          },
        ],
      },
      {
        label: 'Studio A prompter',
        description: 'Prompter engine with its monitor',
        room: studioA,
        receivers: [
          { label: 'PROMPT', caps: hd, on: 'CCU 3-4/CAM 3' },
          {
            label: 'Script data',
            description: 'Captions to follow',
            caps: takesAncillary,
            on: 'Switcher ME1/PGM A ANC',
          },
        ],
      },
    ],
  },
  {
    label: 'AoIP-2',
    description: 'Audio core of gallery A',
    site,
    devices: [
      {
        label: 'Studio A audio desk',
        description: 'Mixing console',
        room: studioA,
        senders: [
          { label: 'PGM mix', essence: audioOf(2), group: 'Desk A:Programme' },
          { label: 'CLEAN mix', essence: audioOf(2), group: 'Desk A:Clean feed' },
          { label: 'AUX 1-2', essence: audioOf(2), group: 'Desk A:Aux' },
          { label: 'Direct outs 1-16', essence: audioOf(16, 0.125), group: 'Desk A:Direct' },
        ],
        receivers: [
          { label: 'Desk in 1-8', caps: takesAudio(8, true), on: 'Stage box/MIC 1-8' },
          { label: 'Desk in 9-16', caps: takesAudio(8, true), on: 'Stage box/MIC 9-16' },
          { label: 'Desk CAM 1', caps: takesAudio(2, true), on: 'CCU 1-2/CAM 1 MIC' },
          { label: 'Desk CAM 3', caps: takesAudio(2, true), on: 'CCU 3-4/CAM 3 MIC' },
        ],
      },
    ],
  },
  {
    label: 'SNP-11',
    description: 'IP gateway, rack B1',
    site,
    devices: [
      {
        label: 'CCU B1-2',
        description: 'Camera control units of Studio B',
        room: studioB,
        senders: [
          camera('CAM B1'),
          camera('CAM B2'),
          { label: 'MIC B', description: 'Presenter', essence: audioOf(2), group: 'CAM B1:Audio' },
        ],
        receivers: [videoReturn('CAM B1', 'Studio B vision/STUDIO B PGM'), videoReturn('CAM B2')],
      },
    ],
  },
  {
    label: 'ME-2',
    description: 'Production switcher of gallery B',
    site,
    devices: [
      {
        label: 'Studio B vision',
        description: 'One mix effect, four inputs',
        room: studioB,
        senders: [
          { label: 'STUDIO B PGM', essence: videoFormats['1080p50'], group: 'Vision B:Programme' },
          { label: 'STUDIO B CLEAN', essence: videoFormats['1080p50'], group: 'Vision B:Clean feed' },
        ],
        receivers: [
          { label: 'IN 1', caps: hd, on: 'CCU B1-2/CAM B1' },
          { label: 'IN 2', caps: hd, on: 'CCU B1-2/CAM B2' },
          { label: 'IN 3', caps: hd, on: 'Graphics B/CG FILL' },
          { label: 'IN 4', caps: hd, on: 'Graphics B/CG KEY' },
        ],
      },
    ],
  },
  {
    label: 'CG-2',
    description: 'Graphics engine of gallery B',
    site,
    devices: [
      {
        label: 'Graphics B',
        description: 'Fill and key',
        room: studioB,
        senders: [
          { label: 'CG FILL', essence: videoFormats['1080p50'], group: 'CG B:Fill' },
          { label: 'CG KEY', essence: videoFormats['1080p50'], group: 'CG B:Key' },
          { label: 'CG DATA', essence: ancillary, inactive: true, group: 'CG B:Data' },
        ],
      },
    ],
  },
]
