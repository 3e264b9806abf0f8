import { describe, expect, it } from 'vitest'
import { readGrain } from '../../../src/main/nmos/grain'

const message = (data: unknown) => JSON.stringify({ grain_type: 'event', grain: { type: 'x', topic: '/nodes/', data } })

describe('readGrain', () => {
  it('hands over the entries as they came', () => {
    const data = [
      { path: 'a', post: { id: 'a' } },
      { path: 'b', pre: { id: 'b' } },
      { path: 'c', pre: { id: 'c' }, post: { id: 'c' } },
    ]
    expect(readGrain(message(data))).toEqual({ ok: true, entries: data, faults: 0 })
  })

  it('leaves out entries that name no resource', () => {
    expect(readGrain(message([{ post: {} }, null, 'x', { path: 'a' }]))).toEqual({
      ok: true,
      entries: [{ path: 'a' }],
      faults: 3,
    })
  })

  it.each(['', '{"grain":', '[]', 'null', '{"grain":null}', '{"grain":{"data":{}}}', '<html>'])(
    'does not crash on %s',
    (text) => {
      const result = readGrain(text)
      expect(result.ok).toBe(false)
    },
  )
})
