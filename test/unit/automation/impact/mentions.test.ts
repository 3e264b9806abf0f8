import { describe, expect, it } from 'vitest'
import type { Lost } from '../../../../src/main/automation/impact/impact'
import { mentionsIn } from '../../../../src/main/automation/impact/mentions'

const cam: Lost = { ids: new Set(['id-1', 'id-2']), names: new Map([['CAM 1', 'id-1']]), place: null }
const studio: Lost = { ...cam, place: { site: null, room: 'Studio A' } }
const north: Lost = { ids: new Set(), names: new Map(), place: { site: 'North', room: null } }
const northA: Lost = { ids: new Set(), names: new Map(), place: { site: 'North', room: 'A' } }

const seen = (body: unknown, lost: Lost, isWritten = false) => mentionsIn({ body, isWritten }, lost)

describe('what a document speaks of', () => {
  it.each<readonly [string, unknown, Lost, boolean, readonly string[] | null, boolean]>([
    ['an id anywhere', { a: [{ b: 'id-2' }, 'id-1'] }, cam, false, ['id-2', 'id-1'], false],
    ['an id as a key', { 'id-1': true }, cam, false, ['id-1'], false],
    ['a part of a text', { text: 'about id-1' }, cam, false, null, false],
    ['a name that people wrote', { sender: 'CAM 1' }, cam, true, ['id-1'], false],
    ['a name elsewhere', { label: 'CAM 1' }, cam, false, null, false],
    [
      'a quoted name in an expression',
      '${sender("CAM 1").online and x != \'id-2\'}',
      cam,
      true,
      ['id-1', 'id-2'],
      false,
    ],
    ['a longer name', '${sender("CAM 11")}', cam, true, null, false],
    ['a room', { scope: { kind: 'room', room: 'Studio A', site: null } }, studio, false, [], true],
    ['a room among several', { to: { room: ['MCR', 'Studio A'] } }, studio, false, [], true],
    ['another room', { scope: { kind: 'room', room: 'Studio B', site: null } }, studio, false, null, false],
    ['a room that people wrote', { params: { room: 'Studio A' } }, studio, true, [], true],
    ['a site', { scope: { kind: 'site', site: 'North' } }, north, false, [], true],
    ['the room of the site', { room: 'A', site: 'North' }, northA, false, [], true],
    ['the room of another site', { room: 'A', site: 'South' }, northA, false, null, false],
    ['a room of whatever site', { room: 'A', site: null }, northA, false, [], true],
    ['everything', { scope: { kind: 'all' } }, studio, false, null, false],
    ['numbers, nothing and so on', [1, null, true, undefined, {}], studio, true, null, false],
  ])('%s', (_name, body, lost, isWritten, subjects, isPlace) => {
    expect(seen(body, lost, isWritten)).toEqual(subjects === null ? null : { subjects, isPlace })
  })

  it('looks no deeper than documents are', () => {
    let deep: unknown = 'id-1'
    for (let i = 0; i < 10_000; i += 1) deep = [deep]
    expect(seen(deep, cam)).toBeNull()
  })
})
