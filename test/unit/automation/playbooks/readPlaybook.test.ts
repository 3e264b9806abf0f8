import { describe, expect, it } from 'vitest'
import { readPlaybook } from '../../../../src/main/automation/playbooks/readPlaybook'

const faultsIn = (text: string): readonly string[] => {
  const reading = readPlaybook(text)
  return reading.ok ? [] : reading.problems.map(({ line, text: fault }) => `${line ?? '-'}: ${fault}`)
}

const HEAD = `name: trial
version: 1
params:
  camera: { type: sender }
steps:
`

const STEPS = 'take, disconnect, salvo, snapshot.capture, snapshot.restore, sender.activate, sender.deactivate, '
const MORE = 'mqtt.command, http.request, wait, wait-for, check, approve, notify, job, playbook'

describe('a playbook that is in order', () => {
  it('is read with its steps in an order in which each comes after what it needs, and what always runs last', () => {
    const reading = readPlaybook(`${HEAD}
  - { id: clear, always: true, notify: { text: Clear } }
  - { id: last, needs: [middle], notify: { text: "\${steps.first.state}" } }
  - { id: middle, needs: [first], when: params.camera.online, wait: { seconds: 1 } }
  - { id: first, take: { sender: "\${params.camera}", receiver: MON 1 } }
`)
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
    const { steps, title, version, roles, category, onFailure } = reading.playbook
    expect(steps.map(({ id }) => id)).toEqual(['first', 'middle', 'last', 'clear'])
    expect([title, version, roles, category, onFailure]).toEqual(['trial', '1', ['operator'], 'General', null])
  })

  it('names what it runs, once each', () => {
    const reading = readPlaybook(`${HEAD}
  - { id: one, playbook: { name: inner } }
  - { id: two, playbook: { name: inner, params: { camera: "\${params.camera}" } } }
`)
    expect(reading.ok && reading.playbook.nested).toEqual(['inner'])
  })
})

describe('what is wrong with a playbook is said by its line', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'a text that is no YAML',
      'name: [',
      ['1: Flow sequence in block collection must be sufficiently indented and end with a ].'],
    ],
    [
      'no version',
      'name: trial\nsteps:\n  - id: a\n    wait: { seconds: 1 }\n',
      ['1: version: A playbook needs a version: a number, or a text such as 1.2.'],
    ],
    ['no steps', 'name: trial\nversion: 1\nsteps: []\n', ['3: steps: A playbook needs at least one step.']],
    [
      'a name that is none',
      'name: Big Name\nversion: 1\nsteps: [{ id: a, wait: { seconds: 1 } }]\n',
      ['1: name: small letters, digits and hyphens, such as “fall-response”.'],
    ],
    [
      'an unknown key',
      'name: trial\nversion: 1\nauthor: me\nsteps: [{ id: a, wait: { seconds: 1 } }]\n',
      ['3: Unrecognized key: "author".'],
    ],
    [
      'an unknown step',
      `${HEAD}  - { id: a, teleport: {} }\n`,
      [`6: Step “a”: There is no step “teleport”. The steps are ${STEPS}${MORE}.`],
    ],
    [
      'a step that does nothing',
      `${HEAD}  - { id: a }\n`,
      [`6: Step “a”: It does nothing: it needs one of ${STEPS}${MORE}.`],
    ],
    [
      'a step that is two',
      `${HEAD}  - { id: a, wait: { seconds: 1 }, notify: { text: b } }\n`,
      ['6: Step “a”: It is “wait” and “notify”; a step is one of them.'],
    ],
    ['a step that misses something', `${HEAD}  - { id: a, wait: {} }\n`, ['6: Step “a”: “wait” needs “seconds”.']],
    [
      'a step with something too much',
      `${HEAD}  - id: a\n    wait: { seconds: 1, minutes: 2 }\n`,
      ['7: Step “a”: “wait” has no “minutes”; it has seconds.'],
    ],
    [
      'half a take',
      `${HEAD}  - { id: a, take: { sender: CAM 1 } }\n`,
      ['6: Step “a”: It needs “sender” and “receiver”, or “routes”.'],
    ],
    [
      'the legs of several senders',
      `${HEAD}  - { id: a, sender.activate: { senders: [CAM 1, CAM 2], legs: [{ multicast: 239.1.1.1 }] } }\n`,
      ['6: Step “a”: It has “legs”, which are those of one “sender”.'],
    ],
    [
      'a leg that goes nowhere',
      `${HEAD}  - { id: a, sender.activate: { sender: CAM 1, legs: [{ multicast: here }] } }\n`,
      [
        `6: Step “a”: sender.activate.legs.0.multicast: an IPv4 or IPv6 address, or “auto” for one that the device chooses.`,
      ],
    ],
    [
      'a step that stands twice',
      `${HEAD}  - { id: a, wait: { seconds: 1 } }\n  - { id: a, wait: { seconds: 1 } }\n`,
      ['7: Step “a” is there twice; a name is used once.'],
    ],
    [
      'a need that is not there',
      `${HEAD}  - id: a\n    needs: [b]\n    wait: { seconds: 1 }\n`,
      ['7: Step “a” needs “b”, and there is no such step.'],
    ],
    [
      'a circle, by the names in it',
      `${HEAD}  - { id: a, needs: [c], wait: { seconds: 1 } }\n  - { id: b, needs: [a], wait: { seconds: 1 } }\n` +
        '  - { id: c, needs: [b], wait: { seconds: 1 } }\n',
      ['6: The steps a → c → b → a wait for each other.'],
    ],
    [
      'a step that needs itself',
      `${HEAD}  - { id: a, needs: [a], wait: { seconds: 1 } }\n`,
      ['6: The steps a → a wait for each other.'],
    ],
    [
      'a need of what comes last',
      `${HEAD}  - { id: a, always: true, wait: { seconds: 1 } }\n  - { id: b, needs: [a], wait: { seconds: 1 } }\n`,
      ['7: Step “b” needs “a”, which always runs and so comes last.'],
    ],
    [
      'a parameter that is not there',
      `${HEAD}  - { id: a, notify: { text: "\${params.camara}" } }\n`,
      ['6: Step “a” uses params.camara, and there is no such parameter.'],
    ],
    [
      'a step that is spoken of and not waited for',
      `${HEAD}  - { id: a, wait: { seconds: 1 } }\n  - { id: b, notify: { text: "\${steps.a.state}" } }\n`,
      ['7: Step “b” uses steps.a, but does not wait for it; add “a” to its needs.'],
    ],
    [
      'an expression that cannot be read',
      `${HEAD}  - { id: a, check: { that: "1 +" } }\n`,
      ['6: Step “a”: “1 +” cannot be read: Unexpected end of expression (at character 3).'],
    ],
    [
      'an expression that does not end',
      `${HEAD}  - { id: a, notify: { text: "To \${params.camera" } }\n`,
      ['6: Step “a”: “To ${params.camera”: an expression begins with “${” and does not end; close it with “}”.'],
    ],
    [
      'a name of a playbook that is worked out',
      `${HEAD}  - { id: a, playbook: { name: "\${params.camera}" } }\n`,
      ['6: Step “a”: The name of the playbook it runs has to stand there as it is, without an expression.'],
    ],
    [
      'a parameter of a kind that there is not',
      'name: trial\nversion: 1\nparams:\n  a: { type: colour }\nsteps: [{ id: a, wait: { seconds: 1 } }]\n',
      [expect.stringMatching(/^4: params\.a\.type: /) as unknown as string],
    ],
    [
      'a default that is none of its options',
      'name: trial\nversion: 1\nparams:\n  a: { type: enum, options: [x, y], default: z }\nsteps: [{ id: a, wait: { seconds: 1 } }]\n',
      ['4: params.a: It is one of x, y, not "z".'],
    ],
  ])('%s', (_name, text, faults) => {
    expect(faultsIn(text)).toEqual(faults)
  })

  it('of several, each', () => {
    const faults = faultsIn(`${HEAD}  - { id: a, wait: {} }\n  - { id: b, teleport: {} }\n`)
    expect(faults.map((fault) => fault.slice(0, 12))).toEqual(['6: Step “a”:', '7: Step “b”:'])
  })
})
