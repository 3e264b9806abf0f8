import { expect, test } from 'vitest'
import { shortName } from '../../../../src/renderer/components/shortName'

test.each([
  ['Anna', 'Anna'],
  ['mcr-desk-02', 'mcr-desk-02'],
  ['SIGNALBOX_API_KEY', 'SIGNAL…KEY'],
  ['newsroom automation 1', 'newsro…on 1'],
  ['newsroom automation 2', 'newsro…on 2'],
  ['Desk 1 of the late news', 'Desk 1…news'],
  ['MCR – Operator night', 'MCR…ight'],
  ['𝐀𝐀𝐀𝐀𝐀𝐀𝐀𝐀𝐀𝐀𝐀𝐀', '𝐀𝐀𝐀𝐀𝐀𝐀…𝐀𝐀𝐀𝐀'],
])('%s is %s where there is little room', (name, short) => {
  expect(shortName(name)).toBe(short)
})
