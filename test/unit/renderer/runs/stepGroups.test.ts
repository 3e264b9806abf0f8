import { describe, expect, test } from 'vitest'
import { mayPutBackSteps, playbookStateText } from '../../../../src/renderer/views/runs/playbookState'
import {
  groupOf,
  progressSteps,
  stateOfAll,
  stepCounts,
  writtenSteps,
} from '../../../../src/renderer/views/runs/stepGroups'
import { step } from './steps'

describe('The steps of a run', () => {
  test.each([
    ['move', 'move'],
    ['move[3]', 'move'],
    ['outer/inner', 'outer'],
    ['outer[2]/inner[1]', 'outer'],
  ])('%s belongs to %s', (id, group) => {
    expect(groupOf(id)).toBe(group)
  })

  test('items are one step, which counts them and stands as it says itself', () => {
    const [found, move] = progressSteps([
      step('found', 'done'),
      step('move', 'running', { title: 'Move all', needs: ['found'] }),
      step('move[0]', 'done'),
      step('move[1]', 'running'),
    ])
    expect(found).toMatchObject({ id: 'found', state: 'done', note: '' })
    expect(move).toMatchObject({ title: 'Move all', needs: ['found'], state: 'running', note: '1 of 2 done' })
  })

  test('a step whose item asks a person asks', () => {
    const [asks] = progressSteps([step('yes', 'running'), step('yes[0]', 'asking'), step('yes[1]', 'waiting')])
    expect(asks?.state).toBe('asking')
  })

  test('what a nested playbook does is within its step', () => {
    const [outer, after, ...more] = progressSteps([
      step('outer', 'running', { kind: 'playbook' }),
      step('outer/a', 'done'),
      step('outer/b', 'running', { needs: ['outer/a'] }),
      step('after', 'waiting', { needs: ['outer'] }),
    ])
    expect(outer).toMatchObject({ kind: 'playbook', state: 'running', needs: [], note: '2 steps within' })
    expect(after?.needs).toEqual(['outer'])
    expect(more).toEqual([])
  })

  test('are counted in words, without those that are none', () => {
    const steps = [step('a', 'done'), step('b', 'failed'), step('c', 'skipped'), step('d', 'waiting')]
    expect(stepCounts(steps)).toMatchObject({
      over: 2,
      failed: 1,
      words: ['1 of 3 steps done', '1 failed', '1 skipped'],
    })
  })

  test('of a plan are planned, not done', () => {
    expect(stepCounts([step('a', 'planned'), step('b', 'skipped')]).words).toEqual(['1 step planned', '1 left out'])
  })

  test.each([
    [['done', 'done'], 'done'],
    [['done', 'waiting'], 'running'],
    [['done', 'failed', 'waiting'], 'failed'],
    [['skipped', 'skipped'], 'skipped'],
    [['skipped', 'done'], 'done'],
  ] as const)('that stand so, %o, together are %s', (states, whole) => {
    expect(stateOfAll(states)).toBe(whole)
  })
})

test('Steps as written say when, and for what they are done', () => {
  const [written] = writtenSteps([
    {
      ...{ id: 'a', kind: 'take', title: 'A', needs: [], always: false, onFailure: null },
      ...{ when: 'params.room\n  = 2', forEach: '$routes()' },
    },
  ])
  expect(written).toMatchObject({ state: null, note: 'if params.room = 2 · for each of $routes()' })
})

describe('The run of a playbook', () => {
  const playbook = {
    name: 'p',
    version: '1',
    params: {},
    steps: [step('a', 'done', { runId: 'child' }), step('b', 'failed')],
  }
  const question = { code: 'CHANGE_FAILED', text: '', changes: [], answers: ['compensate'], at: '' } as const

  test('can be put back once a step has done something, unless that is asked already', () => {
    expect(mayPutBackSteps({ state: 'failed', question: null, playbook })).toBe(true)
    expect(mayPutBackSteps({ state: 'running', question: null, playbook })).toBe(false)
    expect(
      mayPutBackSteps({ state: 'paused', question: { ...question, answers: ['compensate'], changes: [] }, playbook }),
    ).toBe(false)
    const nothing = { ...playbook, steps: [step('a', 'done')] }
    expect(mayPutBackSteps({ state: 'failed', question: null, playbook: nothing })).toBe(false)
  })

  test('says how far it came', () => {
    expect(playbookStateText({ state: 'failed', playbook })).toBe('failed, 1 of 2 steps done')
    expect(playbookStateText({ state: 'succeeded', playbook })).toBe('done')
  })
})
