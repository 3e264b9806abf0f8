import { describe, expect, it } from 'vitest'
import { ListQuery, ReceiverView, SenderView, Topology } from '../../../src/contract'
import { search } from '../../../src/main/plant/finder'
import { flowSummary } from '../../../src/main/plant/flowSummary'
import { BadCursorError, listOf } from '../../../src/main/plant/listing'
import { topologyOf } from '../../../src/main/plant/topology'
import { summaryOf } from '../../../src/main/plant/views'
import { active, device, emptyPlant, idOf, receiver, receives, resource, sender, sends } from './samples'

const VIDEO = { format: 'urn:x-nmos:format:video', frame_width: 1920, frame_height: 1080, media_type: 'video/raw' }

function plantToLookAt() {
  const { plant, pen } = emptyPlant()
  pen.put([
    resource('node', 1, {
      label: 'SNP-04',
      hostname: 'snp-04.plant',
      href: 'http://192.168.7.4/',
      tags: { site: ['Main'], room: ['MCR'] },
    }),
    device(1, 1, { label: 'Frame', controls: [{ href: 'http://10.0.0.1/', type: 'urn:x-nmos:control:sr-ctrl/v1.1' }] }),
    resource('source', 1, { device_id: idOf('device', 1), format: VIDEO.format }),
    resource('flow', 1, {
      ...VIDEO,
      device_id: idOf('device', 1),
      source_id: idOf('source', 1),
      grain_rate: { numerator: 50 },
      interlace_mode: 'progressive',
    }),
    sender(1, 1, { label: 'CAM 1', flow_id: idOf('flow', 1) }),
    sender(2, 1, { label: 'CAM 10', flow_id: idOf('flow', 1) }),
    sender(3, 1, { label: 'Webcam 1' }),
    sender(4, 1, { label: 'Studio CAM 1' }),
    receiver(1, 1, 1, { label: 'MON 1', description: 'Above the desk' }),
  ])
  plant.setActive(idOf('sender', 1), active({ on: true, legs: [sends('239.7.7.7')] }), '1:0')
  plant.setActive(
    idOf('receiver', 1),
    active({ on: true, peer: idOf('sender', 1), legs: [receives('239.7.7.7')] }),
    '1:0',
  )
  plant.setAlias(idOf('sender', 2), 'Beauty')
  return plant
}

const labels = (q: string, limit = 30) => search(plantToLookAt(), q, limit).map(({ label }) => label)

describe('the finder', () => {
  it('ranks exact, prefix, word, substring', () => {
    expect(labels('cam 1')).toEqual(['CAM 1', 'CAM 10', 'Studio CAM 1', 'Webcam 1'])
    expect(labels('cam 1', 2)).toEqual(['CAM 1', 'CAM 10'])
  })

  it.each([
    ['beauty', 'CAM 10', 'alias'],
    [idOf('receiver', 1), 'MON 1', 'id'],
    ['192.168.7', 'SNP-04', 'address'],
    ['snp-04.plant', 'SNP-04', 'address'],
    ['mon 1', 'MON 1', 'label'],
  ])('finds %s', (q, label, match) => {
    expect(search(plantToLookAt(), q, 5)[0]).toMatchObject({ label, match })
  })

  it('finds both ends of a multicast, and by format', () => {
    expect(labels('239.7.7.7').sort()).toEqual(['CAM 1', 'MON 1'])
    expect(search(plantToLookAt(), 'video', 9).map(({ label }) => label)).toContain('MON 1')
  })

  it('wants all words, in any order', () => {
    expect(labels('1 studio')).toEqual(['Studio CAM 1'])
    expect(labels('studio nothing')).toEqual([])
    expect(labels('  ')).toEqual([])
  })

  it('says where', () => {
    expect(search(plantToLookAt(), 'mon 1', 1)[0]).toMatchObject({
      where: 'Frame · MCR · Main',
      format: 'video',
      kind: 'receiver',
    })
  })
})

describe('lists', () => {
  const query = (more: object = {}) => ListQuery.parse(more)

  it('go page by page to the end, each thing once', () => {
    const plant = plantToLookAt()
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = listOf('sender', plant, query({ limit: 1, cursor }))
      seen.push(...page.items.map(({ label }) => label))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toEqual(['CAM 1', 'CAM 10', 'Studio CAM 1', 'Webcam 1'])
  })

  it.each([
    [{ q: 'BEAUTY' }, ['CAM 10']],
    [{ q: '239.7' }, ['CAM 1']],
    [{ format: 'video' }, ['CAM 1', 'CAM 10']],
    [{ site: 'Main', transport: 'rtp', q: 'web' }, ['Webcam 1']],
    [{ room: 'Elsewhere' }, []],
    [{ status: 'offline' }, []],
    [{ transport: 'urn:x-nmos:transport:rtp' }, ['CAM 1', 'CAM 10', 'Studio CAM 1', 'Webcam 1']],
  ])('filter by %o', (filter, found) => {
    expect(listOf('sender', plantToLookAt(), query(filter)).items.map(({ label }) => label)).toEqual(found)
  })

  it('refuse a cursor that is none', () => {
    expect(() => listOf('sender', plantToLookAt(), query({ cursor: 'nonsense' }))).toThrow(BadCursorError)
  })

  it('give what the contract says', () => {
    const plant = plantToLookAt()
    for (const item of listOf('sender', plant, query()).items) expect(SenderView.parse(item)).toEqual(item)
    for (const item of listOf('receiver', plant, query()).items) expect(ReceiverView.parse(item)).toEqual(item)
    expect(listOf('receiver', plant, query()).items).toMatchObject([
      {
        nodeId: idOf('node', 1),
        controllable: true,
        connection: { active: true, senderId: idOf('sender', 1), legs: [{ multicast: '239.7.7.7' }] },
      },
    ])
  })
})

describe('the topology', () => {
  it('has rooms, devices, ports and edges', () => {
    const topology = topologyOf(plantToLookAt())
    expect(Topology.parse(topology)).toEqual(topology)
    expect(topology.groups).toMatchObject([{ site: 'Main', room: 'MCR', devices: [idOf('device', 1)] }])
    expect(topology.ports).toHaveLength(5)
    expect(topology.edges).toEqual([
      {
        senderId: idOf('sender', 1),
        receiverId: idOf('receiver', 1),
        format: 'video',
        inferred: false,
        status: 'online',
      },
    ])
  })
})

describe('a flow in words', () => {
  const AUDIO = { format: 'urn:x-nmos:format:audio', media_type: 'audio/L24', sample_rate: { numerator: 48_000 } }
  it.each([
    [{ ...VIDEO, grain_rate: { numerator: 50 }, interlace_mode: 'progressive' }, {}, '1080p50'],
    [
      { ...VIDEO, grain_rate: { numerator: 25 }, interlace_mode: 'interlaced_tff', colorspace: 'BT709' },
      {},
      '1080i25 · BT709',
    ],
    [
      { ...VIDEO, grain_rate: { numerator: 60_000, denominator: 1001 }, media_type: 'video/jxsv' },
      {},
      '1080p59.94 · jxsv',
    ],
    [AUDIO, { channels: [{ label: 'L' }, { label: 'R' }] }, '2 ch · 48 kHz'],
    [{ format: 'urn:x-nmos:format:data', media_type: 'video/smpte291' }, {}, 'smpte291'],
    [{ format: 'urn:x-nmos:format:video' }, {}, ''],
    [{}, {}, ''],
  ])('%o', (flow, source, words) => {
    expect(flowSummary(resource('flow', 1, flow), resource('source', 1, source))).toBe(words)
  })

  it('is what a sender and the receivers on it carry', () => {
    const plant = plantToLookAt()
    for (const id of [idOf('sender', 1), idOf('receiver', 1)]) {
      const entry = plant.get(id)
      expect(entry === undefined ? '' : summaryOf(entry, plant)).toBe('1080p50')
    }
  })
})
