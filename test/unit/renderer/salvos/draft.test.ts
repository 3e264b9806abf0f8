import { describe, expect, test } from 'vitest'
import { Action } from '../../../../src/contract'
import {
  actionOf,
  draftOf,
  emptyDraft,
  endsOf,
  faultOf,
  inputOf,
  isChanged,
  moved,
  withAction,
  withEntry,
  withoutEntry,
} from '../../../../src/renderer/views/salvos/draft'
import { handKinds } from '../../../../src/renderer/views/salvos/entryWords'
import { route, salvo } from './salvos'

const names = { senderLabel: 'CAM 1', receiverLabel: 'MON 1' }
const abc = () => draftOf(salvo({ actions: [route('A', '1'), route('B', '2'), { ...route('C', '3'), needs: [0, 1] }] }))

describe('A salvo that is being edited', () => {
  test('is sent as it was when nothing was changed', () => {
    const { label, folder, description, hotkey, onFailure, activation, change, actions } = salvo({ hotkey: 'F3' })
    const draft = draftOf(salvo({ hotkey: 'F3' }))
    expect(inputOf(draft)).toEqual({ label, folder, description, hotkey, onFailure, activation, change, actions })
    expect(isChanged(draft, draftOf(salvo({ hotkey: 'F3' })))).toBe(false)
  })

  test('gets entries at its end, and others in the place of some', () => {
    const draft = withAction(withEntry(abc(), route('D', '4'), names), 1, route('E', '5'), names)
    expect(inputOf(draft).actions).toEqual([
      route('A', '1'),
      route('E', '5'),
      { ...route('C', '3'), needs: [0, 1] },
      route('D', '4'),
    ])
    expect(new Set(draft.entries.map(({ key }) => key)).size).toBe(4)
    expect(isChanged(draft, abc())).toBe(true)
  })

  test('keeps what waits for what, however the entries are moved', () => {
    const draft = moved(abc(), 2, -2)
    expect(inputOf(draft).actions).toEqual([{ ...route('C', '3'), needs: [1, 2] }, route('A', '1'), route('B', '2')])
    expect(moved(draft, 2, -5)).toEqual(draft)
  })

  test('forgets what waited for an entry that is removed', () => {
    expect(inputOf(withoutEntry(abc(), 0)).actions).toEqual([route('B', '2'), { ...route('C', '3'), needs: [0] }])
    const none = withoutEntry(withoutEntry(abc(), 0), 1)
    expect(inputOf(none).actions).toEqual([route('C', '3')])
  })

  test('says what is missing before it is sent', () => {
    expect(faultOf(emptyDraft)).toMatch(/name/)
    expect(faultOf({ ...emptyDraft, label: 'A' })).toMatch(/at least one entry/)
    expect(faultOf(abc())).toBeNull()
  })
})

test.each(handKinds)('An entry of kind %s is made when its ends are chosen, not before', (type) => {
  const ends = endsOf(type)
  const made = actionOf(type, ends.sender ? 'S' : null, ends.receiver ? 'R' : null)
  expect(Action.parse(made)).toEqual(made)
  expect(actionOf(type, null, null)).toBeNull()
  if (ends.sender && ends.receiver) expect(actionOf(type, null, 'R')).toBeNull()
})
