import { describe, expect, test } from 'vitest'
import { paramDraft, paramFaults, paramsOf } from '../../../../src/renderer/views/playbooks/paramDraft'
import { param } from './params'

const params = [
  param({ name: 'source', type: 'sender', title: 'Source' }),
  param({ name: 'fps', type: 'number', title: 'Pictures', required: false, default: 0.5, min: 0.01, max: 60 }),
  param({ name: 'ask', type: 'boolean', required: false, default: true }),
  param({ name: 'when', type: 'time', title: 'When', required: false }),
]

describe('The form of a playbook', () => {
  test('begins with the defaults, and with what was given before', () => {
    expect(paramDraft(params)).toEqual({ source: '', fps: '0.5', ask: true, when: '' })
    expect(paramDraft(params, { source: 'S', fps: 25, ask: false })).toMatchObject({
      source: 'S',
      fps: '25',
      ask: false,
    })
  })

  test('sends each value as its type wants it, and leaves out what is empty', () => {
    const draft = { source: ' S ', fps: '0,25', ask: false, when: '' }
    expect(paramFaults(params, draft)).toEqual({})
    expect(paramsOf(params, draft)).toEqual({ source: 'S', fps: 0.25, ask: false })
  })

  test.each([
    [{ source: '' }, { source: 'Source is missing.' }],
    [{ source: 'S', fps: 'many' }, { fps: 'Pictures is a number, not “many”.' }],
    [{ source: 'S', fps: '0' }, { fps: 'Pictures is at least 0.01.' }],
    [{ source: 'S', fps: '61' }, { fps: 'Pictures is at most 60.' }],
    [{ source: 'S', when: 'soon' }, { when: expect.stringContaining('time of day') as string }],
    [{ source: 'S', when: '18:30' }, {}],
    [{ source: 'S', when: '2030-01-31T18:30:00Z' }, {}],
  ])('names the field that is wrong: %o', (draft, faults) => {
    expect(paramFaults(params, draft)).toEqual(faults)
  })
})
