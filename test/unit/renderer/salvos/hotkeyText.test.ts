import { expect, test } from 'vitest'
import { SalvoInput } from '../../../../src/contract'
import { hotkeyOf } from '../../../../src/renderer/views/salvos/hotkeyText'

const press = (key: string, ...held: readonly ('ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey')[]) => {
  const is = (name: (typeof held)[number]) => held.includes(name)
  return { key, ctrlKey: is('ctrlKey'), altKey: is('altKey'), shiftKey: is('shiftKey'), metaKey: is('metaKey') }
}

test.each([
  [press('F1'), 'F1'],
  [press('F11'), 'F11'],
  [press('F3', 'ctrlKey'), 'Ctrl+F3'],
  [press('F3', 'shiftKey', 'altKey', 'ctrlKey'), 'Ctrl+Alt+Shift+F3'],
])('%o is %s, which the engine knows too', (event, name) => {
  expect(hotkeyOf(event)).toBe(name)
  const input = { label: 'x', actions: [{ type: 'route.disconnect', receiverId: 'R' }], hotkey: name }
  expect(SalvoInput.parse(input).hotkey).toBe(name)
})

test.each([press('F12'), press('F'), press('1'), press('F1', 'metaKey'), press('F13')])('%o fires nothing', (event) => {
  expect(hotkeyOf(event)).toBeNull()
})
