import { describe, expect, test } from 'vitest'
import { TriggerInput } from '../../../../src/contract'
import {
  actionOf,
  emptyTrigger,
  eventOf,
  paramValueOf,
  triggerOf,
  type TriggerDraft,
} from '../../../../src/renderer/views/triggers/triggerDraft'
import { triggerPlaceOf, triggerWhat } from '../../../../src/renderer/views/triggers/triggerPlace'
import { actionKinds, actionText, eventKinds, eventText } from '../../../../src/renderer/views/triggers/triggerWords'

const now = Date.UTC(2026, 10, 21)
const draft = (over: Partial<TriggerDraft>): TriggerDraft => ({ ...emptyTrigger, label: 'Watch', ...over })

describe('A trigger that is written', () => {
  test('is sent as the contract wants it', () => {
    const input = triggerOf(
      draft({
        label: ' Falls ',
        event: { kind: 'mqtt', broker: null, topic: 'nvr/#', retained: false },
        condition: ' payload.room_id > 0 ',
        action: { kind: 'playbook', name: 'fall-response', params: { room: '${payload.room_id}' }, confirm: [] },
        until: { event: null, condition: '', key: '', timeout: '60' },
        debounce: '0,5',
      }),
      now,
    )
    expect(TriggerInput.safeParse(input).success).toBe(true)
    expect(input).toMatchObject({
      label: 'Falls',
      condition: 'payload.room_id > 0',
      key: null,
      debounceMs: 500,
      until: { event: null, condition: null, key: null, timeoutS: 60 },
    })
    expect(input).not.toHaveProperty('requiresHealth')
  })

  test.each([
    [{ label: ' ' }, /name/],
    [{ event: eventOf('mqtt', 'UTC') }, /topic/],
    [{ event: eventOf('is07', 'UTC') }, /IS-07 source/],
    [{ event: { kind: 'run', states: [], sources: [] } }, /at least one state/],
    [{ event: { kind: 'time', cron: 'soon', timeZone: 'UTC' } }, /five parts/],
    [{ action: actionOf('playbook') }, /playbook/],
    [{ action: actionOf('salvo') }, /salvo/],
    [{ action: actionOf('job') }, /job/],
    [{ action: actionOf('take') }, /its source and its destination/],
    [{ action: { kind: 'notify', severity: 'info', text: ' ' } }, /people are told/],
    [{ debounce: 'long' }, /from 0 to 3600/],
    [{ maxPerMinute: '0' }, /from 1 to 600/],
    [{ until: { event: null, condition: '', key: '', timeout: '' } }, /when it is put back/],
    [{ until: { event: eventOf('is07', 'UTC'), condition: '', key: '', timeout: '' } }, /^Put back: /],
  ] as const)('says what is missing: %o', (over, words) => {
    expect(triggerOf(draft(over as Partial<TriggerDraft>), now)).toMatch(words)
  })

  test('a route whose source is none disconnects, and is whole', () => {
    const action = { kind: 'take', routes: [{ sender: null, receiver: 'MON 1' }], confirm: [] } as const
    const input = triggerOf(draft({ action: { ...action, routes: [...action.routes], confirm: [] } }), now)
    expect(TriggerInput.safeParse(input).success).toBe(true)
  })

  test.each([
    ['number', '2', 2],
    ['number', '${payload.room}', '${payload.room}'],
    ['number', 'two', 'two'],
    ['boolean', 'true', true],
    ['text', '2', '2'],
  ])('gives a %s parameter “%s” as %o', (type, text, value) => {
    expect(paramValueOf(type, text)).toBe(value)
  })
})

test('Every event and action that may be chosen can be said', () => {
  const names = { salvo: () => 'A', playbook: () => 'P', job: () => 'J' }
  for (const kind of eventKinds) expect(eventText(eventOf(kind, 'UTC'), new Map())).not.toBe('')
  for (const kind of actionKinds) expect(actionText(actionOf(kind), names)).not.toBe('')
  const lost = {
    kind: 'resource',
    resource: 'sender',
    change: 'gone',
    scope: { kind: 'room', room: 'MCR', site: null },
  } as const
  expect(eventText(lost, new Map())).toBe('a sender in room MCR is gone')
})

test.each([null, '7c1f', 'edit:7c1f', ':new'])('The address %s is read as it is written', (what) => {
  expect(triggerWhat(triggerPlaceOf(what))).toBe(what)
})
