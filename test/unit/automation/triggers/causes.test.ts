import { describe, expect, it } from 'vitest'
import type { Run } from '../../../../src/contract'
import { createCauses } from '../../../../src/main/automation/triggers/causes'
import { createPlant } from '../../../../src/main/plant/createPlant'
import { silentLogger } from '../../../../src/main/telemetry/logger'

const A = { triggerId: 'a', label: 'A', key: '1' }

function runOf(given: Partial<Run> & { readonly targets?: readonly string[] }): Run {
  const { targets = [], ...rest } = given
  const changes = targets.map((id) => ({ target: { kind: 'device', id, label: id } }))
  const actor = { id: 'eve', name: 'Eve', role: 'engineer' }
  return { id: 'r', origin: 'trigger', actor, source: null, changes, finishedAt: null, ...rest } as unknown as Run
}

describe('what caused what', () => {
  let now = 0
  const causes = (held: string | null = null) =>
    createCauses({
      plant: createPlant({ clock: { now: () => now }, logger: silentLogger }),
      now: () => now,
      chainOfHold: (runId) => (runId === held ? [A] : null),
    })
  const message = (topic: string) => ({ kind: 'mqtt', broker: 'house', topic, payload: null, retained: false }) as const

  it('what a device says while a run of a trigger commands it, and a moment after', () => {
    const book = causes()
    book.note('r', [A])
    book.hearRun(runOf({ targets: ['mqtt:house/rpi-01'] }))
    expect(book.of(message('/lab/device/rpi-01/ndi/evt'))).toEqual([A])
    expect(book.of(message('/lab/device/rpi-02/ndi/evt'))).toEqual([])
    expect(book.of({ ...message('/lab/device/rpi-01/status'), broker: 'other' })).toEqual([])
    book.hearRun(runOf({ targets: ['mqtt:house/rpi-01'], finishedAt: 'now' }))
    now += 4_000
    expect(book.of(message('/lab/device/rpi-01/status'))).toEqual([A])
    now += 2_000
    expect(book.of(message('/lab/device/rpi-01/status'))).toEqual([])
  })

  it('a run that begins before its id is known, its steps, and one of before the start', () => {
    const book = causes('old')
    const playbook = { kind: 'playbook', id: 'fall-response', label: '' } as const
    const expected = book.expect('fall-response', 'eve', [A])
    const main = runOf({ id: 'p', source: playbook, playbook: {} as Run['playbook'] })
    book.hearRun(main)
    expected.done()
    expect(book.of({ kind: 'run', run: main })).toEqual([A])
    const step = runOf({ id: 's', source: { ...playbook, id: 'p' }, targets: ['mqtt:house/spare-1'] })
    book.hearRun(step)
    expect(book.of({ kind: 'run', run: step })).toEqual([A])
    expect(book.of(message('nvr/control/spare-1/commands'))).toEqual([A])
    expect(book.of({ kind: 'run', run: runOf({ id: 'old' }) })).toEqual([A])
  })

  it('nothing that a person did is caused by a trigger', () => {
    const book = causes()
    book.hearRun(runOf({ id: 'x', origin: 'window', targets: ['mqtt:house/rpi-01'] }))
    expect(book.of(message('/lab/device/rpi-01/status'))).toEqual([])
  })
})
