import { expect, test } from 'vitest'
import type { LightReceiver, LightSender, Tally } from '../../../../src/contract'
import { airOf, onAirOf, strongerAir } from '../../../../src/renderer/state/onAir'
import { off, on, receiver, sender } from './records'

const tally = (part: Partial<Tally> = {}): Tally => ({
  state: 'on-air',
  since: '2025-11-20T12:00:00.000Z',
  stale: false,
  by: 'TX tally',
  ...part,
})
const ports = (senders: readonly LightSender[], receivers: readonly LightReceiver[]) => ({
  senders: new Map(senders.map((one) => [one.id, one])),
  receivers: new Map(receivers.map((one) => [one.id, one])),
})
const said = (of: Parameters<typeof onAirOf>[0]): readonly string[] =>
  onAirOf(of).map(({ title, from, feeds }) => `${title} < ${from ?? '-'}${feeds ? ' (feeds)' : ''}`)

test.each([
  ['nothing is said', undefined, null],
  ['on air', tally(), 'live'],
  ['preset', tally({ state: 'preset' }), null],
  ['recording', tally({ state: 'recording' }), null],
  ['on air and stale', tally({ stale: true }), 'stale'],
  ['stale, whatever it said last', tally({ state: 'preset', stale: true }), 'stale'],
] as const)('%s', (_, given, air) => {
  expect(airOf(given)).toBe(air)
})

test('what is heard is stronger than what is stale, and both than nothing', () => {
  expect([strongerAir(null, 'stale'), strongerAir('stale', 'live'), strongerAir('live', null)]).toEqual([
    'stale',
    'live',
    'live',
  ])
})

test('destinations come by name, then sources, then what feeds them; a source named beside its destination is not said twice', () => {
  const feeds = tally({ by: 'feeds TX 10' })
  const plant = ports(
    [
      { ...sender('S1'), label: 'PGM A', tally: feeds },
      { ...sender('S2'), label: 'CAM 2', tally: tally({ by: 'Camera 2' }) },
    ],
    [
      { ...receiver('R10', on('S1')), label: 'TX 10', tally: tally() },
      { ...receiver('R2', off), label: 'TX 2', tally: tally({ stale: true }) },
      { ...receiver('R3', on('gone')), label: 'IN 3', tally: feeds },
      { ...receiver('R4', on('S1')), label: 'MON 1', tally: tally({ state: 'preset' }) },
    ],
  )
  expect(said(plant)).toEqual(['TX 2 < nothing', 'TX 10 < PGM A', 'CAM 2 < -', 'IN 3 < an unknown stream (feeds)'])
})

test('a list that is as it was is the same list, so that nothing is drawn again', () => {
  const one: LightReceiver = { ...receiver('R', off), tally: tally() }
  const before = onAirOf(ports([], [one]))
  expect(onAirOf(ports([sender('S')], [one]))).toBe(before)
  expect(onAirOf(ports([], [{ ...one, tally: tally({ stale: true }) }]))).not.toBe(before)
})
