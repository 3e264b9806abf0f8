import { expect, test } from 'vitest'
import { placeSheet } from '../../../src/renderer/views/topology/sheet/placement'

const sheet = { width: 404, height: 260 }
const screen = { width: 1366, height: 768 }

test('the sheet stands beside the drop', () => {
  expect(placeSheet({ x: 400, y: 300 }, sheet, screen)).toEqual({ left: 418, top: 318 })
})

test('near the right edge it stands to the left of the drop', () => {
  expect(placeSheet({ x: 1300, y: 300 }, sheet, screen).left).toBe(1300 - 18 - 404)
})

test.each([
  [0, 0],
  [1366, 768],
  [1366, 0],
  [0, 768],
  [700, 760],
  [-50, 2000],
])('dropped at %i, %i it is on the screen whole', (x, y) => {
  const { left, top } = placeSheet({ x, y }, sheet, screen)
  expect(left).toBeGreaterThanOrEqual(0)
  expect(top).toBeGreaterThanOrEqual(0)
  expect(left + sheet.width).toBeLessThanOrEqual(screen.width)
  expect(top + sheet.height).toBeLessThanOrEqual(screen.height)
})
