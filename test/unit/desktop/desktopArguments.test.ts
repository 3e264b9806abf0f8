import { expect, test } from 'vitest'
import { desktopArguments } from '../../../src/main/desktop/desktopArguments'

test.each([
  [['/opt/signalbox'], true, { kiosk: false, rest: [] }],
  [['/opt/signalbox', '--kiosk', '--data', '/d'], true, { kiosk: true, rest: ['--data', '/d'] }],
  [
    ['electron', '.', '--no-sandbox', '--registry', 'http://r', '--enable-features=X', '--no-lab'],
    false,
    { kiosk: false, rest: ['--registry', 'http://r', '--no-lab'] },
  ],
  [['electron', '.', '--bogus'], false, { kiosk: false, rest: ['--bogus'] }],
] as const)('%j', (argv, packaged, expected) => {
  expect(desktopArguments(argv, packaged)).toEqual(expected)
})
