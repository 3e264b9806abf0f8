import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PolicyDefault, Rule } from '../../../src/contract'
import { readPolicyDocument, writePolicyDocument } from '../../../src/main/policy/policyDocument'
import { rule } from './stage'

const GOOD = `version: 1
policies:
  - id: no-lab-on-air
    label: Nothing of the lab to transmission
    kind: forbidden_pair
    effect: deny
    from: { room: [Lab] }
    to: { device: [Transmission] }

  # quiet
  - { id: both, label: Both legs, kind: path_requirement, effect: warn, legs: [{ leg: A }, { leg: B }] }
defaults:
  - { scope: { kind: site, site: Riverside }, effect: allow }
`

const problems = (text: string) => {
  const reading = readPolicyDocument(text)
  return reading.ok ? [] : reading.problems
}

describe('a file of policies', () => {
  it('gives rules with their lines, and defaults', () => {
    const reading = readPolicyDocument(GOOD)
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
    expect(reading.rules.map(({ rule: { id, priority }, line }) => [id, priority, line])).toEqual([
      ['no-lab-on-air', 100, 3],
      ['both', 100, 11],
    ])
    expect(reading.defaults).toEqual([{ scope: { kind: 'site', site: 'Riverside' }, effect: 'allow' }])
  })

  it('may use anchors', () => {
    const text = GOOD.replace('from: { room: [Lab] }', 'from: &lab { room: [Lab] }').replace(
      'kind: path_requirement,',
      'kind: path_requirement, from: *lab,',
    )
    const reading = readPolicyDocument(text)
    expect(reading.ok && reading.rules[1]?.rule.from).toEqual({ room: ['Lab'] })
  })

  it.each<[string, string, number | null, RegExp]>([
    ['an effect that there is not', GOOD.replace('effect: deny', 'effect: denied'), 6, /policies\[0\]\.effect/],
    ['a kind that there is not', GOOD.replace('forbidden_pair', 'forbidden'), 5, /policies\[0\]\.kind/],
    ['a key that there is not', GOOD.replace('    effect: deny\n', '    effect: deny\n    priorty: 3\n'), 7, /priorty/],
    ['something missing', GOOD.replace('    effect: deny\n', ''), 3, /effect/],
    ['a bad value in a flow', GOOD.replace('leg: B', 'leg: C'), 11, /legs\[1\]\.leg/],
    ['a fault in the defaults', GOOD.replace('kind: site,', 'kind: sites,'), 13, /defaults\[0\]\.scope/],
    ['no version', GOOD.replace('version: 1\n', ''), 1, /version/],
    ['a newer version', GOOD.replace('version: 1', 'version: 2'), 1, /version 2; this Signalbox reads version 1/],
    ['no YAML', 'version: 1\npolicies: [', 2, /./],
    ['the same key twice', GOOD.replace('    effect: deny', '    effect: deny\n    effect: allow'), 7, /unique/],
    ['an alias of nothing', GOOD.replace('{ room: [Lab] }', '*lab'), null, /lab/],
    ['nothing at all', '', null, /./],
    ['a list', '- 1\n', 1, /./],
    [
      'a leg required twice',
      GOOD.replace('{ leg: B }', '{ leg: A }'),
      11,
      /Rule “both”: Leg A is required twice; each leg once\./,
    ],
  ])('is refused with the line: %s', (_, text, line, says) => {
    const [first] = problems(text)
    expect(first?.line ?? null).toBe(line)
    expect(first?.text).toMatch(says)
    expect(first?.text).toMatch(/[.!?]$/)
  })

  it.each<[string, string, RegExp]>([
    ['back references', '(a)\\1', /cannot be used: .*linear time/],
    ['look-around', '(?=a)', /cannot be used/],
    ['more repetition than can be done', '((a{1,1000}){1,1000}){1,1000}', /cannot be used/],
  ])('names an expression that cannot be matched in linear time: %s', (_, value, says) => {
    const tests = [{ of: 'sender', field: 'label', operator: 'matches', value }]
    const text = JSON.stringify({
      version: 1,
      policies: [{ id: 'x', label: 'x', kind: 'constraint', effect: 'deny', tests }],
    })
    expect(problems(text)[0]?.text).toMatch(says)
  })

  it('is no bomb: aliases of aliases are refused without being followed', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `x${i + 1}: &x${i + 1} [${`*x${i},`.repeat(9)}]`)
    const text = ['x0: &x0 [lol]', ...levels, 'version: 1', 'policies: *x30'].join('\n')
    expect(problems(text)).toEqual([{ line: null, text: expect.stringMatching(/Aliases .* 100 copies/) }])
  })

  it('is no bomb: nesting without end is refused', () => {
    expect(problems('['.repeat(200_000))[0]?.text).toBe('The file is nested too deeply to be read.')
  })
})

describe('an export', () => {
  it('reads again as what it was', () => {
    const text = fc.string({ minLength: 1, maxLength: 30 }).filter((one) => one.trim() !== '')
    const rules = fc.array(
      fc.record({
        label: text,
        description: fc.oneof(text, fc.constantFrom('', 'yes', '12', 'a: b', '# no', 'two\nlines\n', '*x', '&x', ' x')),
        priority: fc.nat(10_000),
        enabled: fc.boolean(),
        override: fc.constantFrom(null, 'admin'),
        from: fc.constantFrom({}, { label: ['* 1', '?'] }, { tag: { name: 'a: b', value: '*' } }),
        body: fc.constantFrom(
          { kind: 'allowed_pair', effect: 'allow' },
          { kind: 'on_air_protection', effect: 'deny', states: ['recording'] },
          { kind: 'compatibility', effect: 'deny', mode: 'strict' },
          { kind: 'path_requirement', effect: 'deny', legs: [{ leg: 'B', network: 'on' }] },
          {
            kind: 'constraint',
            effect: 'warn',
            tests: [{ of: 'flow', field: 'x.y', operator: 'in', value: ['yes', 1, true], not: true }],
          },
        ),
      }),
      { maxLength: 6 },
    )
    const defaults: PolicyDefault[] = [{ scope: { kind: 'room', room: 'MCR', site: null }, effect: 'deny' }]
    fc.assert(
      fc.property(rules, (all) => {
        const given = all.map(({ body, ...rest }, i) => Rule.parse({ id: `r${i}`, ...rest, ...body }))
        const reading = readPolicyDocument(writePolicyDocument(given, defaults))
        if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
        expect(reading.rules.map((one) => one.rule)).toEqual(given)
        expect(reading.defaults).toEqual(defaults)
      }),
    )
  })

  it('leaves out what goes without saying', () => {
    expect(writePolicyDocument([rule('r', { to: { room: ['MCR'] } })], [])).toBe(
      [
        'version: 1',
        'policies:',
        '  - id: r',
        '    label: r',
        '    effect: deny',
        '    to:',
        '      room:',
        '        - MCR',
        '    kind: forbidden_pair',
        '',
      ].join('\n'),
    )
  })
})
