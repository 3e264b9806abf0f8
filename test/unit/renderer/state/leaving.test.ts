import { expect, test } from 'vitest'
import { openAround } from '../../../../src/renderer/state/leaving'

const within = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(`${outer}/`)
const open = (...places: readonly string[]) => places.map((place) => ({ place, leave: () => undefined }))

test.each([
  ['the form around the focus', ['page/form'], 'page/form/name', 'page/form'],
  ['none where the focus is elsewhere', ['page/form'], 'page/list/row', undefined],
  ['not the form that was opened after the one around the focus', ['page/a', 'page/b'], 'page/a/name', 'page/a'],
  ['the question in the form', ['page/form', 'page/form/question'], 'page/form/question/no', 'page/form/question'],
  ['the form, where its question is not', ['page/form', 'page/form/question'], 'page/form/name', 'page/form'],
  ['the form in a dialog that came with it', ['dialog/form', 'dialog'], 'dialog/form/name', 'dialog/form'],
  ['of two at one place the one opened last', ['page/form', 'page/form'], 'page/form/name', 'page/form'],
])('Escape means %s', (_, places, focus, meant) => {
  const all = open(...places)
  const found = openAround(all, (place) => within(place, focus), within)
  expect(found?.place).toBe(meant)
  if (meant !== undefined) expect(found).toBe(all.findLast(({ place }) => place === meant))
})
