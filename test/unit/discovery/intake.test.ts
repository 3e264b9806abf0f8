import { expect, it } from 'vitest'
import { createIntake } from '../../../src/main/discovery/intake'
import { createPlant } from '../../../src/main/plant/createPlant'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'

const ID = '11111111-1111-4111-8111-111111111111'
const sender = (label: string, version = '5:0') => ({ id: ID, version, label, tags: { room: ['A', 'B'] } })

function heard(label: string) {
  const plant = createPlant({ clock: systemClock, logger: silentLogger })
  const feed = plant.witnessed({ id: 'registry', kind: 'registry', label: 'Registry' })
  const intake = createIntake(plant, 'registry', silentLogger)
  const page = [sender(label)]
  feed.put(intake.page('sender', page, page))
  return intake
}

it('a grain that repeats what is held, as the first ones of a subscription do, changes nothing', () => {
  const change = heard('CAM 1').grain('sender', { path: ID, pre: sender('CAM 1'), post: sender('CAM 1') })
  expect(change).toBeNull()
})

it('a change without a new version is one all the same', () => {
  const change = heard('CAM 1').grain('sender', { path: ID, pre: sender('CAM 1'), post: sender('CAM 2') })
  expect(change).toMatchObject({ type: 'put', resource: { label: 'CAM 2' } })
})

it('a grain that is older than what is held is left out', () => {
  const change = heard('CAM 1').grain('sender', { path: ID, pre: sender('CAM 0', '3:0'), post: sender('CAM 0', '4:0') })
  expect(change).toBeNull()
})

it('a removal of something older than what is held leaves open what is there', () => {
  const intake = heard('CAM 1')
  expect(intake.grain('sender', { path: ID, pre: sender('CAM 0', '4:0') })).toEqual({ type: 'doubt', id: ID })
  expect(intake.grain('sender', { path: ID, pre: sender('CAM 0', '4:0'), post: null })).toEqual({
    type: 'doubt',
    id: ID,
  })
})

it.each([
  ['what is held', sender('CAM 1')],
  ['something newer', sender('CAM 1', '6:0')],
  ['what nobody describes', undefined],
])('a removal of %s is one', (_, pre) => {
  expect(heard('CAM 1').grain('sender', { path: ID, pre })).toEqual({ type: 'remove', id: ID })
})
