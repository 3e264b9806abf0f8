import { expect, test } from 'vitest'
import { sharedUnknowns, stepLine } from '../../../../src/renderer/views/runs/planWords'
import { step } from './steps'

const later = 'It is looked at when its turn comes.'
const open = 'What it does depends on what “move” gives.'

test('what several planned steps do not know before is said once', () => {
  const steps = [
    step('a', 'planned', { unknown: later }),
    step('b', 'planned', { unknown: later }),
    step('c', 'planned', { unknown: open }),
    step('d', 'done', { unknown: open }),
    step('e', 'planned'),
  ]
  expect(sharedUnknowns(steps)).toEqual([{ text: later, said: '2 steps are looked at when their turn comes.' }])
})

test('other words are said as they are, with how many steps say them', () => {
  const steps = [step('a', 'planned', { unknown: open }), step('b', 'planned', { unknown: open })]
  expect(sharedUnknowns(steps)).toEqual([{ text: open, said: `2 steps: ${open}` }])
})

test.each([
  ['Looks whether a.b = "c. d". It is so now.', 'Looks whether this is so. It is so now.', 'a.b = "c. d"'],
  ['Looks whether steps.good.state = "done".', 'Looks whether this is so.', 'steps.good.state = "done"'],
  ['Looks whether $x(). Now: no such thing.', 'Looks whether this is so. Now: no such thing.', '$x()'],
  [
    'Waits at most 30 s for $a = 1. It is not so now.',
    'Waits at most 30 s for this to be so. It is not so now.',
    '$a = 1',
  ],
  ['Keeps a snapshot “Line-up”.', 'Keeps a snapshot “Line-up”.', null],
])('%s', (line, said, expression) => {
  expect(stepLine(line)).toEqual({ said, expression })
})
