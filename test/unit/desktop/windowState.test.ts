import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { placeWindow, readWindowState, writeWindowState, type Bounds } from '../../../src/main/desktop/windowState'

const left: Bounds = { x: 0, y: 0, width: 1920, height: 1080 }
const right: Bounds = { x: 1920, y: 0, width: 2560, height: 1440 }
const centred = { x: 160, y: 40, width: 1600, height: 1000 }

test.each([
  ['never seen', null, [left], { bounds: centred, maximized: false }],
  [
    'where it was',
    { bounds: { x: 2000, y: 50, width: 900, height: 700 }, maximized: true },
    [left, right],
    { bounds: { x: 2000, y: 50, width: 900, height: 700 }, maximized: true },
  ],
  [
    'its display is gone',
    { bounds: { x: 2000, y: 50, width: 900, height: 700 }, maximized: true },
    [left],
    { bounds: centred, maximized: true },
  ],
  [
    'bigger than the display now is',
    { bounds: { x: 0, y: 0, width: 3000, height: 2000 }, maximized: false },
    [left],
    { bounds: { x: 0, y: 0, width: 1920, height: 1080 }, maximized: false },
  ],
  [
    'a small display',
    null,
    [{ x: 5, y: 5, width: 800, height: 600 }],
    { bounds: { x: 5, y: 5, width: 800, height: 600 }, maximized: false },
  ],
  ['no display is told', null, [], { bounds: { x: 0, y: 0, width: 1600, height: 1000 }, maximized: false }],
])('%s', (_, saved, displays, expected) => {
  expect(placeWindow(saved, displays)).toEqual(expected)
})

test('wherever it was, a hand reaches it on one of the displays', () => {
  const coordinate = fc.integer({ min: -10_000, max: 10_000 })
  const extent = fc.integer({ min: 200, max: 6000 })
  const bounds = fc.record({ x: coordinate, y: coordinate, width: extent, height: extent })
  fc.assert(
    fc.property(bounds, fc.array(bounds, { minLength: 1, maxLength: 3 }), (saved, displays) => {
      const { bounds: at } = placeWindow({ bounds: saved, maximized: false }, displays)
      const seen = displays.some(
        (display) =>
          Math.min(at.x + at.width, display.x + display.width) - Math.max(at.x, display.x) >= 200 &&
          Math.min(at.y + at.height, display.y + display.height) - Math.max(at.y, display.y) >= 80,
      )
      expect(seen).toBe(true)
    }),
  )
})

test('what cannot be read counts as never seen', () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-window-'))
  const path = join(folder, 'new', 'window.json')
  try {
    expect(readWindowState(path)).toBeNull()
    writeWindowState(path, { bounds: left, maximized: true })
    expect(readWindowState(path)).toEqual({ bounds: left, maximized: true })
    for (const text of [
      '',
      '{',
      '{"bounds":{"x":"0"}}',
      '{"bounds":{"x":0,"y":0,"width":0,"height":1},"maximized":true}',
    ]) {
      writeFileSync(path, text)
      expect(readWindowState(path)).toBeNull()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
