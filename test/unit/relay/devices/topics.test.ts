import { describe, expect, it } from 'vitest'
import { isDeviceId, isModuleName } from '../../../../src/main/relay/devices/deviceNames'
import { deviceTopics } from '../../../../src/main/relay/devices/deviceTopics'

describe('the topics of devices', () => {
  it.each([
    ['/lab', '/lab/device/+/meta', '/lab/orchestrator/registry'],
    ['/lab/', '/lab/device/+/meta', '/lab/orchestrator/registry'],
    ['site/a', 'site/a/device/+/meta', 'site/a/orchestrator/registry'],
    ['', 'device/+/meta', 'orchestrator/registry'],
  ])('begin with the prefix %j', (prefix, metas, registry) => {
    expect(deviceTopics(prefix)).toMatchObject({ metas, registry })
  })

  it('name the device and what they are about', () => {
    const topics = deviceTopics('/lab')
    expect(topics.command('rpi-01', 'ndi')).toBe('/lab/device/rpi-01/ndi/cmd')
    expect(topics.answers('ndi')).toBe('/lab/device/+/ndi/evt')
    expect(topics.read('/lab/device/rpi-01/status')).toEqual({ deviceId: 'rpi-01', leaf: 'status' })
    expect(topics.read('/lab/device/rpi-01/ndi/evt')).toEqual({ deviceId: 'rpi-01', leaf: 'ndi/evt' })
    expect(topics.read('/lab/device/rpi-01')).toBeNull()
    expect(topics.read('lab/device/rpi-01/status')).toBeNull()
    expect(topics.read('/lab/orchestrator/ndi/cmd')).toBeNull()
  })
})

describe('names of devices and modules', () => {
  it.each(['rpi-01', 'RPi 01', 'Empfänger', '__proto__', 'a'.repeat(100)])('can be %j', (id) => {
    expect(isDeviceId(id)).toBe(true)
  })

  it.each(['', 'a/b', 'a+', '#', 'a\u0000b', 'a\nb', 'a\u007f', '\ud800', 'a'.repeat(101)])('cannot be %j', (id) => {
    expect(isDeviceId(id)).toBe(false)
  })

  it('keep a module to one level of a topic', () => {
    expect([isModuleName('ndi'), isModuleName('../ndi'), isModuleName('a'.repeat(51))]).toEqual([true, false, false])
  })
})
