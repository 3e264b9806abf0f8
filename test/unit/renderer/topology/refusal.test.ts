import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { canvasStore } from '../../../../src/renderer/views/topology/canvas/canvasStore'
import { refuseDrop } from '../../../../src/renderer/views/topology/canvas/refusal'

const shown = () => canvasStore.getState().refusal

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.runAllTimers()
  vi.useRealTimers()
})

test('a port says for four seconds why nothing came of a drop on it', () => {
  refuseDrop('MON', 'MON 4', 'Locked by Ada.')
  vi.advanceTimersByTime(3900)
  expect(shown()).toEqual({ id: 'MON', text: 'Locked by Ada.' })
  vi.advanceTimersByTime(200)
  expect(shown()).toBeNull()
})

test('a later refusal stays its own four seconds', () => {
  refuseDrop('MON', 'MON 4', 'Locked by Ada.')
  vi.advanceTimersByTime(3000)
  refuseDrop('MON', 'MON 4', 'Locked by Ada.')
  vi.advanceTimersByTime(3000)
  expect(shown()?.id).toBe('MON')
  vi.advanceTimersByTime(1100)
  expect(shown()).toBeNull()
})
