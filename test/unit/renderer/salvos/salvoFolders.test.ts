import { expect, test } from 'vitest'
import { foldersOf, lostEntries, salvoLine } from '../../../../src/renderer/views/salvos/salvoFolders'
import { route, salvo } from './salvos'

test('Salvos stand in their folders in reading order, those in none first', () => {
  const folders = foldersOf([
    salvo({ label: 'Line-up 10', folder: 'Line-ups' }),
    salvo({ label: 'Slate', folder: 'Emergency' }),
    salvo({ label: 'Line-up 2', folder: 'Line-ups' }),
    salvo({ label: 'Loose' }),
  ])
  expect(folders.map(({ name, salvos }) => [name, salvos.map(({ label }) => label)])).toEqual([
    ['', ['Loose']],
    ['Emergency', ['Slate']],
    ['Line-ups', ['Line-up 2', 'Line-up 10']],
  ])
})

test('The line below a name counts the entries, and those that lost their resource', () => {
  const whole = salvo()
  const broken = salvo({
    actions: [route('S', 'R'), route('S', 'Q')],
    entries: [
      { senderLabel: 'S', receiverLabel: 'R', missing: [] },
      { senderLabel: 'S', receiverLabel: 'Q', missing: ['Q'] },
    ],
  })
  expect(salvoLine(whole)).toBe('1 entry')
  expect(salvoLine(broken)).toBe('2 entries · 1 lost its resource')
  expect([lostEntries(whole), lostEntries(broken)]).toEqual([0, 1])
})
