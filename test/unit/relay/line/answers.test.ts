import { describe, expect, it } from 'vitest'
import type { CommandAnswer } from '../../../../src/main/drivers/mqtt/deviceLine'
import { type OpenCommand, createOpenCommands } from '../../../../src/main/relay/line/openCommands'
import { plainAddressing } from '../../../../src/main/relay/line/plainAddressing'

const read = (payload: unknown, topic = '/lab/device/rpi-01/ndi/evt') =>
  plainAddressing('ndi').read({ broker: 'lab', topic, payload, retained: false }, '/lab')

const refusal = (text: string, device: string | null): CommandAnswer => ({ ok: false, code: 'REFUSED', text, device })

describe('the answers of devices', () => {
  it.each<[unknown, CommandAnswer | 'progress']>([
    [{ status: 'OK' }, { ok: true, result: {} }],
    [
      { status: 'done', position: 3, ts: 'now' },
      { ok: true, result: { position: 3 } },
    ],
    [
      { ok: true, status: 'received', result: { a: 1 } },
      { ok: true, result: { a: 1 } },
    ],
    [{ status: 'received' }, 'progress'],
    [{ status: 'ERROR', error: 'no input' }, refusal('The device refused: no input', 'no input')],
    [{ ok: false, error: { code: 7, text: 'busy' } }, refusal('The device refused: busy', 'busy')],
    [{ status: 'ERROR' }, refusal('The device refused, and did not say why.', null)],
    [{ status: 'weird', message: 'hm' }, refusal('The device refused: hm', 'hm')],
  ])('%j are understood', (payload, answer) => {
    expect(read({ req_id: '1', device_id: 'rpi-01', action: 'start', ...(payload as object) })).toEqual({
      deviceId: 'rpi-01',
      reqId: '1',
      action: 'start',
      answer,
    })
  })

  it('that say nothing are no yes', () => {
    expect(read({ req_id: 1 })).toMatchObject({ reqId: '1', answer: { ok: false, code: 'REFUSED' } })
  })

  it('are none without a number, or when they are no object', () => {
    for (const payload of [{ status: 'OK' }, 'OK', null, [], 7]) expect(read(payload)).toBeNull()
    expect(read({ req_id: '1', status: 'OK' }, '/other/device/rpi-01/ndi/evt')).toBeNull()
  })

  it('of one that calls itself otherwise than its topic are nobody’s', () => {
    expect(read({ req_id: '1', device_id: 'rpi-02', status: 'OK' })?.deviceId).toBe('')
  })
})

const command = (deviceId: string, reqId: string, action = 'start'): OpenCommand => ({
  ...{ broker: 'lab', id: `mqtt:lab/${deviceId}`, deviceId, module: 'ndi', reqId, action },
  answered: () => undefined,
  goesOn: () => undefined,
})
const answer = (deviceId: string, reqId: string | null, action: string | null = null) => ({
  ...{ broker: 'lab', module: 'ndi', deviceId, reqId, action },
})

describe('open commands', () => {
  it('are told apart by number and device', () => {
    const open = createOpenCommands()
    const [a, b] = [command('a', '1'), command('b', '1')]
    expect([open.add(a), open.add(b), open.add(command('a', '1'))]).toEqual([true, true, false])
    expect(open.match(answer('b', '1'))).toEqual({ kind: 'open', command: b })
    expect(open.match(answer('c', '1'))).toEqual({ kind: 'stranger', asked: 'a' })
    expect(open.match({ ...answer('a', '1'), module: 'nvr' })).toEqual({ kind: 'none' })
    expect(open.match({ ...answer('a', '1'), broker: 'other' })).toEqual({ kind: 'none' })
    expect(open.match(answer('a', '2'))).toEqual({ kind: 'none' })
  })

  it('know an answer that comes late, and not one that was never theirs', () => {
    const open = createOpenCommands()
    const one = command('a', '1')
    open.add(one)
    open.remove(one)
    open.remove(one)
    expect(open.match(answer('a', '1'))).toEqual({ kind: 'late' })
    expect(open.match(answer('b', '1'))).toEqual({ kind: 'none' })
    open.add(one)
    expect(open.match(answer('a', '1')).kind).toBe('open')
  })

  it('are the oldest of their action where a device repeats no number', () => {
    const open = createOpenCommands()
    const [first, second, other] = [command('a', '1'), command('a', '2'), command('a', '3', 'stop')]
    for (const one of [first, second, other]) open.add(one)
    expect(open.match(answer('a', null, 'start'))).toEqual({ kind: 'open', command: first })
    open.remove(first)
    expect(open.match(answer('a', null, 'start'))).toEqual({ kind: 'open', command: second })
    expect(open.match(answer('a', null, 'stop'))).toEqual({ kind: 'open', command: other })
    expect(open.match(answer('b', null, 'stop'))).toEqual({ kind: 'none' })
    expect(open.ofDevice('mqtt:lab/a')).toEqual([second, other])
  })

  it('remember a bounded number of those that ended', () => {
    const open = createOpenCommands()
    for (let n = 0; n < 1_500; n += 1) {
      const one = command('a', String(n))
      open.add(one)
      open.remove(one)
    }
    expect(open.match(answer('a', '0')).kind).toBe('none')
    expect(open.match(answer('a', '1499')).kind).toBe('late')
    expect(open.all()).toEqual([])
  })
})
