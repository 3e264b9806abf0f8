import { expect, test } from 'vitest'
import { withoutSubject } from '../../../../src/renderer/views/topology/rowText'

test.each([
  ['PROMPT: the device refused it.', ['PROMPT'], 'The device refused it.'],
  ['LEGACY IN 1 offers no connection.', ['LEGACY IN 1'], 'Offers no connection.'],
  ['IN 1 is locked.', ['Wall left', 'IN 1'], 'Is locked.'],
  ['MON 4 is locked.', ['MON', 'MON 4'], 'Is locked.'],
  ['PROMPT: mDNS is off.', ['PROMPT'], 'mDNS is off.'],
])('%s is said in the row of %j as %s', (text, names, expected) => {
  expect(withoutSubject(text, names)).toBe(expected)
})

test.each([
  ['Takes audio, the source is video.', ['MON 4']],
  ['MON 4’s device is gone.', ['MON 4']],
  ['mon 4 is locked.', ['MON 4']],
  ['It is not MON 4 that refuses.', ['MON 4']],
  ['MON 4 is locked.', ['MON']],
  ['MON 4 and MON 5 differ.', ['MON 4']],
  ['MON 4: ', ['MON 4']],
  [' is locked.', ['']],
])('%s is said whole in the row of %j', (text, names) => {
  expect(withoutSubject(text, names)).toBe(text)
})
