import { describe, expect, it } from 'vitest'
import { readSnapshotDocument } from '../../../src/main/execution/snapshots/snapshotDocument'

const document = {
  kind: 'signalbox-snapshot',
  version: 1,
  label: 'Evening',
  note: '',
  scope: { kind: 'all' },
  takenAt: '2026-11-21T20:00:00.000Z',
  takenBy: { id: 'ada', name: 'Ada', role: 'operator' },
  routes: [],
}

describe('a snapshot document', () => {
  it('is read as it was written', () => {
    expect(readSnapshotDocument(document)).toEqual({ ok: true, document })
  })

  it('of a newer version is refused for that, whatever else it says', () => {
    expect(readSnapshotDocument({ kind: document.kind, version: 7, streams: [] })).toEqual({
      ok: false,
      reason: 'newer',
      text: 'This snapshot was written by a newer Signalbox (version 7); this one reads up to 1.',
    })
  })

  it.each([
    ['another kind', { ...document, kind: 'playlist', version: 2 }, 'kind'],
    ['no version', { ...document, version: undefined }, 'version'],
    ['version 0', { ...document, version: 0 }, 'version'],
    ['an unknown part', { ...document, colour: 'red' }, ''],
    ['a route without a receiver', { ...document, routes: [{ active: true }] }, 'routes.0.receiverId'],
  ])('with %s is refused with the place', (_, value, place) => {
    const read = readSnapshotDocument(value)
    if (read.ok || read.reason === 'newer') throw new Error('it was not refused for its shape')
    expect(read.issues.map(({ path }) => path.join('.'))).toContain(place)
  })
})
