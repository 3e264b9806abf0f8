import { expect, test } from 'vitest'
import { fitsGlob, fitting } from '../../../../src/renderer/views/policies/selectorFits'
import { device, off, receiver, sender } from '../state/records'

test.each([
  ['CAM *', 'cam 12', true],
  ['cam ?', 'CAM 12', false],
  ['cam ?', 'CAM 1', true],
  ['*', '', true],
  ['*a*b*', 'xxaxxbxx', true],
  ['*a*b', 'xxaxxbxx', false],
  ['CAM [1]', 'CAM 1', false],
  ['a.c', 'abc', false],
  ['**', 'anything', true],
])('“%s” and “%s”: %s', (glob, text, fits) => {
  expect(fitsGlob(glob, text)).toBe(fits)
})

test('A glob with many stars takes no time', () => {
  expect(fitsGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(5000))).toBe(false)
})

const surroundings = { devices: new Map([['D', device('D')]]), nodes: new Map() }
const ports = [
  sender('CAM 1', { group: 'Camera 1:video' }),
  sender('x1', { alias: 'CAM 2', room: 'MCR', format: 'audio' }),
  receiver('MON 1', off, { site: null, room: null, parent: null }),
]

test.each([
  [{}, 3],
  [{ label: ['cam *'] }, 2],
  [{ label: ['x1', 'MON*'] }, 2],
  [{ label: ['cam *'], room: ['MCR'] }, 1],
  [{ format: ['audio' as const] }, 1],
  [{ site: ['Riverside'] }, 2],
  [{ group: ['camera 1'] }, 1],
  [{ device: ['d'] }, 2],
  [{ node: ['*'] }, 0],
  [{ id: ['MON 1'] }, 1],
])('What %o means is counted', (selector, count) => {
  expect(fitting(selector, ports, surroundings)).toBe(count)
})

test('Tags and registries are not known in a window: it says no number rather than a wrong one', () => {
  expect(fitting({ tag: { name: 'a', value: '*' } }, ports, surroundings)).toBeNull()
  expect(fitting({ registry: ['r'] }, ports, surroundings)).toBeNull()
})
