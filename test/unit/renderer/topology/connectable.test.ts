import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../../../src/contract'
import {
  isValidConnection,
  mayBeAsked,
  routeOf,
  standing,
  whyNot,
  type PortEnd,
} from '../../../../src/renderer/views/topology/connectable'

const cam: PortEnd = { kind: 'sender', id: 'CAM', format: 'video' }
const mon: PortEnd = { kind: 'receiver', id: 'MON', format: 'video' }
const desk: PortEnd = { kind: 'receiver', id: 'DESK', format: 'audio' }
const odd: PortEnd = { kind: 'receiver', id: 'ODD', format: 'unknown' }

const verdicts = (verdict: Candidate['verdict']): ReadonlyMap<string, Candidate> =>
  new Map([['MON', { id: 'MON', verdict, code: null, reasons: [] }]])

describe('how a port stands to a drag', () => {
  it.each([
    [cam, verdicts('fits'), 'self'],
    [{ ...cam, id: 'CAM 2' }, verdicts('fits'), 'same-side'],
    [mon, null, 'unknown'],
    [mon, verdicts('fits'), 'fits'],
    [mon, verdicts('confirm'), 'confirm'],
    [mon, verdicts('refused'), 'refused'],
    [desk, verdicts('fits'), 'unknown'],
  ] as const)('%o', (port, given, expected) => {
    expect(standing(cam, port, given)).toBe(expected)
  })
})

describe('what may be dropped on', () => {
  it.each([
    ['what fits', mon, verdicts('fits'), true],
    ['what wants a yes', mon, verdicts('confirm'), true],
    ['what is refused', mon, verdicts('refused'), false],
    ['the same format before the engine answered', mon, null, true],
    ['another format before the engine answered', desk, null, false],
    ['a format that nobody knows', odd, null, true],
    ['itself', cam, null, false],
    ['another sender', { ...cam, id: 'CAM 2' }, null, false],
  ] as const)('%s: %o', (_, port, given, expected) => {
    expect(isValidConnection(cam, port, given)).toBe(expected)
  })

  it('makes the same route from either end', () => {
    expect(routeOf(cam, mon)).toEqual({ senderId: 'CAM', receiverId: 'MON' })
    expect(routeOf(mon, cam)).toEqual({ senderId: 'CAM', receiverId: 'MON' })
  })
})

it.each([
  ['a policy', 'POLICY', true],
  ['a lock', 'LOCKED', false],
  ['the device', null, false],
])('what %s refuses is asked about: %s %s', (_, code, expected) => {
  const refused = new Map<string, Candidate>([['MON', { id: 'MON', verdict: 'refused', code, reasons: [] }]])
  expect(mayBeAsked(cam, mon, refused)).toBe(expected)
  expect(isValidConnection(cam, mon, refused)).toBe(false)
})

describe('why nothing comes of a drop', () => {
  const locked = new Map<string, Candidate>([
    ['MON', { id: 'MON', verdict: 'refused', code: 'LOCKED', reasons: ['Locked by Ada.', 'It is kept.'] }],
  ])
  it.each([
    ['the engine’s reasons', cam, mon, locked, 'Locked by Ada. It is kept.'],
    ['the formats before the engine answered', cam, desk, null, 'Takes audio, the source is video.'],
    ['the formats from the other end', desk, cam, null, 'Takes audio, the source is video.'],
    ['two sources', cam, { ...cam, id: 'CAM 2' }, null, 'A source goes to a destination, not to another source.'],
    ['nothing where it began', cam, cam, null, null],
  ] as const)('%s', (_, from, port, given, expected) => {
    expect(whyNot(from, port, given)).toBe(expected)
  })
})
