import { describe, expect, test } from 'vitest'
import { pairingOf, pairUp, type PairPort } from '../../../../src/renderer/views/topology/pairs'

const port = (kind: PairPort['kind'], title: string, over: Partial<PairPort> = {}): PairPort => ({
  kind,
  id: title,
  title,
  format: 'video',
  group: 'North|MCR',
  able: true,
  ...over,
})
const cam = (n: number): PairPort => port('sender', `CAM ${String(n)}`)
const mic = port('sender', 'MIC', { format: 'audio' })
const mon = (n: number, over: Partial<PairPort> = {}): PairPort => port('receiver', `MON ${String(n)}`, over)
const desk = port('receiver', 'DESK', { format: 'audio' })
const order = [mon(1), mon(2), desk, mon(3, { able: false }), mon(4), cam(1), cam(2), mic, mon(9, { group: 'North|B' })]

const pairs = (pairing: ReturnType<typeof pairingOf>): readonly string[] | null =>
  pairing?.routes.map(({ senderId, receiverId }) => `${senderId} > ${receiverId}`) ?? null

describe('a drop among ports that are chosen together', () => {
  test.each<[string, PairPort, PairPort, readonly string[], readonly string[] | null]>([
    [
      'one source onto chosen destinations goes to all',
      cam(1),
      mon(2),
      ['MON 1', 'MON 2', 'MON 4'],
      ['CAM 1 > MON 1', 'CAM 1 > MON 2', 'CAM 1 > MON 4'],
    ],
    [
      'a chosen destination onto a source brings all of them',
      mon(1),
      cam(2),
      ['MON 1', 'MON 4'],
      ['CAM 2 > MON 1', 'CAM 2 > MON 4'],
    ],
    [
      'sources and destinations are paired in the order of the graph, whatever was chosen first',
      cam(1),
      mon(4),
      ['CAM 2', 'CAM 1', 'MON 4', 'MON 2'],
      ['CAM 1 > MON 2', 'CAM 2 > MON 4'],
    ],
    [
      'sources onto one that is not chosen follow on from it, past what cannot be switched',
      cam(1),
      mon(2),
      ['CAM 1', 'CAM 2'],
      ['CAM 1 > MON 2', 'CAM 2 > MON 4'],
    ],
    [
      'each format follows on by itself',
      cam(1),
      mon(1),
      ['CAM 1', 'MIC', 'CAM 2'],
      ['CAM 1 > MON 1', 'CAM 2 > MON 2', 'MIC > DESK'],
    ],
    ['what is chosen elsewhere does not matter', cam(1), mon(1), ['CAM 2', 'MON 4'], null],
    ['two alone are no pairing', cam(1), mon(1), ['CAM 1', 'MON 1'], null],
    ['two of a side are none', cam(1), cam(2), ['CAM 1', 'CAM 2'], null],
  ])('%s', (_, from, over, chosen, expected) => {
    expect(pairs(pairingOf(from, over, new Set(chosen), order))).toEqual(expected)
  })

  test('names the sources for which no destination is left in the room', () => {
    const pairing = pairingOf(cam(1), mon(4), new Set(['CAM 1', 'CAM 2']), order)
    expect(pairs(pairing)).toEqual(['CAM 1 > MON 4'])
    expect(pairing?.notes).toEqual(['No video destination is left for CAM 2.'])
  })
})

describe('what cannot be paired is named', () => {
  test('a destination of another format than the one source', () => {
    expect(pairUp([cam(1)], [mon(1), desk], false)).toEqual({
      routes: [{ senderId: 'CAM 1', receiverId: 'MON 1' }],
      notes: ['Left out, because CAM 1 is video: DESK.'],
    })
  })

  test('destinations that were chosen and get none, by their format', () => {
    expect(pairUp([cam(1), cam(2)], [mon(1), desk], false).notes).toEqual([
      'No video destination is left for CAM 2.',
      'No audio source is left for DESK.',
    ])
  })

  test('many of them as a number', () => {
    const many = Array.from({ length: 9 }, (_, i) => cam(i + 1))
    expect(pairUp(many, [mon(1)], false).notes).toEqual([
      'No video destination is left for CAM 2, CAM 3, CAM 4, CAM 5, CAM 6, CAM 7 and 2 more.',
    ])
  })
})
