import { describe, expect, test } from 'vitest'
import { ScheduleInput, type PlaybookParam } from '../../../../src/contract'
import { momentTexts } from '../../../../src/renderer/components/momentText'
import { bookingDraft, bookingOf, type BookingDraft } from '../../../../src/renderer/views/schedules/bookingDraft'

const param: PlaybookParam = {
  ...{ name: 'text', type: 'text', title: 'Text', description: '', required: true, default: null },
  ...{ min: null, max: null, options: [], format: null, module: null },
}
const now = Date.UTC(2026, 10, 21, 9, 52, 11)
const draft = (over: Partial<BookingDraft> = {}): BookingDraft => ({
  ...bookingDraft('salvo:line-up', now, 'UTC'),
  at: momentTexts(now + 60_000),
  ...over,
})

describe('A booking that is being filled in', () => {
  test('begins with what the address names, at a full minute ahead', () => {
    expect(bookingDraft('salvo:line-up', now, 'UTC')).toMatchObject({ kind: 'salvo', salvoId: 'line-up' })
    expect(bookingDraft('snapshot:s', now, 'UTC')).toMatchObject({ kind: 'snapshot', snapshotId: 's', salvoId: null })
    expect(bookingDraft(null, now, 'UTC').at).toEqual(momentTexts(Date.UTC(2026, 10, 21, 10, 3, 0)))
  })

  test('is sent in UTC, as the engine wants it', () => {
    const booking = bookingOf(draft({ label: ' Evening ', misfire: 'run', grace: '60' }), now, [])
    expect(booking).toEqual({
      label: 'Evening',
      at: '2026-11-21T09:53:11.000Z',
      misfire: 'run',
      graceS: 60,
      work: { kind: 'salvo', salvoId: 'line-up' },
    })
    expect(ScheduleInput.safeParse(booking).success).toBe(true)
  })

  test('of a take names its source, or none', () => {
    const take = draft({ kind: 'take', receiverId: 'R', senderId: 'S' })
    const routes = (senderId: string | null) => ({
      work: { kind: 'take', take: { routes: [{ senderId, receiverId: 'R' }] } },
    })
    expect(bookingOf(take, now, [])).toMatchObject(routes('S'))
    expect(bookingOf({ ...take, disconnect: true }, now, [])).toMatchObject(routes(null))
  })

  test('again and again says its clock, and no moment', () => {
    const booking = bookingOf(draft({ repeats: true, cron: ' 0 6 * * MON-FRI ', timeZone: 'Europe/Berlin' }), now, [])
    expect(booking).toMatchObject({ cron: '0 6 * * MON-FRI', timeZone: 'Europe/Berlin' })
    expect(booking).not.toHaveProperty('at')
    expect(ScheduleInput.safeParse(booking).success).toBe(true)
  })

  test('of a playbook gives its parameters as their types want them', () => {
    const room = { ...param, name: 'room', title: 'Room', type: 'number', max: 9 } as const
    const filled = draft({ kind: 'playbook', playbook: 'fall-response', params: { room: '4' } })
    const booking = bookingOf(filled, now, [room])
    expect(booking).toMatchObject({ work: { kind: 'playbook', name: 'fall-response', params: { room: 4 } } })
    expect(ScheduleInput.safeParse(booking).success).toBe(true)
    expect(bookingOf({ ...filled, params: { room: '12' } }, now, [room])).toBe('Room is at most 9.')
    expect(bookingOf({ ...filled, params: null }, now, [room])).toBe('Room is missing.')
  })

  test.each([
    [{ salvoId: null }, /Choose the salvo/],
    [{ kind: 'snapshot' }, /Choose the snapshot/],
    [{ kind: 'playbook' }, /Choose the playbook/],
    [{ kind: 'job' }, /Choose the job/],
    [{ repeats: true, cron: 'soon' }, /It cannot be understood/],
    [{ repeats: true, timeZone: 'Mars/Base' }, /There is no time zone/],
    [{ kind: 'take' }, /Choose the destination/],
    [{ kind: 'take', receiverId: 'R' }, /Choose the source/],
    [{ at: { date: '', time: '' } }, /Say when/],
    [{ at: momentTexts(now - 1000) }, /That time is over/],
    [{ misfire: 'run', grace: 'soon' }, /whole number of seconds/],
  ] as const)('says what is missing: %o', (over, words) => {
    expect(bookingOf(draft(over), now, [])).toMatch(words)
  })
})
