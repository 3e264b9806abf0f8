import { describe, expect, test } from 'vitest'
import { portsOf, receiversOf, routesOf, sourceOf, titleOf } from '../../../../src/renderer/state/routes'
import { off, on, receiver, sender } from './records'

const receivers = new Map(
  [receiver('A', on('S')), receiver('B', off), receiver('C', on(null)), receiver('D', on('S'))].map((r) => [r.id, r]),
)

describe('routes', () => {
  test('are those of receivers on a sender that is known by name', () => {
    expect(routesOf(receivers).map(({ senderId, receiverId }) => `${senderId}>${receiverId}`)).toEqual(['S>A', 'S>D'])
    expect(receiversOf(receivers, 'S')).toEqual(['A', 'D'])
    expect(receiversOf(receivers, 'nobody')).toEqual([])
  })

  test('a sender that an inactive receiver still names is no source', () => {
    expect(sourceOf(receiver('A', { active: false, senderId: 'S', inferred: false }))).toBeNull()
    expect(sourceOf(receivers.get('A'))).toBe('S')
  })

  test('are the same list for the same picture', () => {
    expect(routesOf(receivers)).toBe(routesOf(receivers))
    expect(receiversOf(receivers, 'S')).toBe(receiversOf(receivers, 'S'))
  })
})

test('ports of a device are in reading order', () => {
  const senders = new Map(['CAM 10', 'CAM 2', 'CAM 1'].map((label) => [label, sender(label)]))
  expect(portsOf(senders, 'D').map(({ label }) => label)).toEqual(['CAM 1', 'CAM 2', 'CAM 10'])
  expect(portsOf(senders, 'elsewhere')).toEqual([])
})

test.each([
  ['the alias first', { alias: 'Host', label: 'CAM 1' }, 'Host'],
  ['its own label else', { alias: null, label: 'CAM 1' }, 'CAM 1'],
  ['an empty alias counts as none', { alias: '', label: 'CAM 1' }, 'CAM 1'],
  ['a part of the id where it has no label', { alias: null, label: '' }, 'unnamed 4c92a1da'],
])('a title is %s', (_, names, title) => {
  expect(titleOf({ id: '4c92a1da-3ad9', ...names })).toBe(title)
})
