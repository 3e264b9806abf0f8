import { expect, test } from 'vitest'
import { findPorts } from '../../../src/renderer/components/findPorts'
import { scopesOf } from '../../../src/renderer/components/scopes'
import { device, off, receiver, sender } from './state/records'

const senders = new Map(
  [
    sender('CAM 10'),
    sender('CAM 2'),
    sender('a', { label: 'OUT 1', alias: 'Main camera' }),
    sender('CAM 1', { status: 'offline' }),
    sender('b', { label: 'PLAY 1', parent: 'VTR', room: 'MCR' }),
  ].map((each) => [each.id, each]),
)
const devices = new Map([['VTR', device('VTR')]])
const found = (text: string) => findPorts(senders, devices, text).map(({ id }) => id)

test('What begins with the text comes first, what is offline last', () => {
  expect(found('cam')).toEqual(['CAM 2', 'CAM 10', 'a', 'CAM 1'])
})

test('Every word must be somewhere: in the alias, the label, the device or the room', () => {
  expect(found('vtr mcr')).toEqual(['b'])
  expect(found('out main')).toEqual(['a'])
  expect(found('nothing like it')).toEqual([])
})

test('The parts of the plant are its sites and rooms, rooms of one name at two sites apart', () => {
  const at = (id: string, site: string | null, room: string | null) => [id, receiver(id, off, { site, room })] as const
  const { sites, rooms } = scopesOf(
    new Map([at('1', 'N', 'MCR'), at('2', 'S', 'MCR'), at('3', 'S', 'MCR'), at('4', null, null)]),
  )
  expect(sites).toEqual([
    { kind: 'site', site: 'N' },
    { kind: 'site', site: 'S' },
  ])
  expect(rooms).toEqual([
    { kind: 'room', room: 'MCR', site: 'N' },
    { kind: 'room', room: 'MCR', site: 'S' },
  ])
})
