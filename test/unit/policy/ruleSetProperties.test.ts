import { RE2JS } from 're2js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PolicyDefault, Rule } from '../../../src/contract'
import { createCompatibility } from '../../../src/main/policy/compatibility'
import { decisionOf, defaultFor, orderedDefaults } from '../../../src/main/policy/decision'
import { certainIn } from '../../../src/main/policy/expressionKeys'
import { globOf } from '../../../src/main/policy/glob'
import type { Suspensions } from '../../../src/main/policy/policyBook'
import { createRuleSet } from '../../../src/main/policy/ruleSet'
import { createTextIndex } from '../../../src/main/policy/textIndex'
import { naivePolicies } from '../../support/naivePolicies'
import { device, emptyPlant, idOf, receiver, resource, sender } from '../plant/samples'

const PORTS = 5
const LABELS = ['CAM 1', 'CAM 2', 'cam 12', 'MON 1', 'MON (A)', '', 'Ü 1', 'a.b']
const SITES = ['Main', 'Truck']
const ROOMS = ['MCR', 'Studio A']
const WORDS = ['cam', 'CAM', '1', 'MON', 'a', '.', '(A)', ' ']
const HINT = 'urn:x-nmos:tag:grouphint/v1.0'

const label = fc.constantFrom(...LABELS)
const port = fc.nat(PORTS - 1)
const glob = fc.oneof(
  fc.constantFrom(...LABELS.filter((one) => one !== ''), '*', '?*', '*1', 'C*', '*a*', 'c?m*', '*(a)', 'M*1', '??? 1'),
  fc.array(fc.constantFrom(...WORDS, '*', '?'), { minLength: 1, maxLength: 5 }).map((words) => words.join('')),
)
const globs = fc.array(glob, { minLength: 1, maxLength: 2 })
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 })
const list = (values: readonly string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 })

const selector = fc
  .record({
    id: some(fc.array(fc.tuple(fc.constantFrom('sender', 'receiver'), port), { minLength: 1, maxLength: 3 })),
    label: some(globs),
    tag: some(fc.record({ name: fc.constantFrom('floor', 'site', HINT), value: glob })),
    group: some(globs),
    site: some(list(SITES)),
    room: some(list(ROOMS)),
    device: some(globs),
    node: some(globs),
    format: some(list(['video', 'audio', 'unknown'])),
    registry: some(list(['north', 'south'])),
  })
  // Few fields at once, or hardly anything would ever fit.
  .chain((all) => fc.shuffledSubarray(Object.entries(all), { maxLength: 2 }))
  .map((fields) =>
    Object.fromEntries(
      fields.flatMap(([name, value]) => {
        if (value === undefined) return []
        if (name !== 'id') return [[name, value]]
        return [[name, (value as ['sender' | 'receiver', number][]).map(([kind, n]) => idOf(kind, n))]]
      }),
    ),
  )

const scope = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'all' }) },
  fc.constantFrom(...SITES).map((site) => ({ kind: 'site', site })),
  fc.constantFrom(...ROOMS).map((room) => ({ kind: 'room', room })),
  fc.record({ kind: fc.constant('room'), room: fc.constantFrom(...ROOMS), site: fc.constantFrom(...SITES) }),
  fc.constantFrom('north', 'south').map((registryId) => ({ kind: 'registry', registryId })),
  port.map((n) => ({ kind: 'selection', ids: [idOf('receiver', n), idOf('sender', n)] })),
)

const expression = fc
  .array(
    fc.constantFrom(
      ...['CAM', 'cam', 'MON', '1', ' ', '\\d', '.', '.*', '(CAM|MON)', '(?:a|b)?', '[A-Z]', '^', '$', '+', '1?', '2*'],
      ...['|', '{2}', '(?i)', '\\(A\\)', '(A|)', 'x{0,1}', '(C(AM|x)+)', '\\b'],
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((pieces) => pieces.join(''))
  .filter((text) => {
    try {
      RE2JS.compile(text)
      return true
    } catch {
      return false
    }
  })

const field = fc.constantFrom(
  ...(['sender.label', 'receiver.label', 'receiver.tags.floor', 'receiver.format', 'sender.format'] as const),
  ...(['flow.frame_width', 'flow.media_type', 'device.label', 'node.label', 'receiver.alias', 'source.label'] as const),
)
const value = fc.oneof(fc.constantFrom(...WORDS, 'video', 'CAM 1', '', '1920', '3'), fc.constantFrom(1920, 3, 1, true))
const test = fc
  .tuple(
    field,
    fc.oneof(
      fc.tuple(fc.constantFrom('equals', 'contains', 'starts_with', 'ends_with'), value),
      fc.tuple(fc.constant('in'), fc.array(value, { minLength: 1, maxLength: 3 })),
      fc.tuple(fc.constantFrom('less_than', 'greater_than'), fc.constantFrom(2, 1920, '2000')),
      fc.tuple(fc.constant('matches'), expression),
    ),
    fc.boolean(),
  )
  .map(([path, [operator, wanted], not]) => {
    const [of, ...rest] = path.split('.')
    return { of, field: rest.join('.'), operator, value: wanted, not }
  })

const kind = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom({ kind: 'allowed_pair' }, { kind: 'forbidden_pair' }) },
  {
    weight: 4,
    arbitrary: fc.array(test, { minLength: 1, maxLength: 3 }).map((tests) => ({ kind: 'constraint', tests })),
  },
  {
    weight: 2,
    arbitrary: fc
      .uniqueArray(fc.constantFrom('A', 'B'), { minLength: 1, maxLength: 2 })
      .chain((legs) =>
        fc.tuple(
          fc.constant(legs),
          fc.array(fc.constantFrom('*', 'eth0', 'ETH?', 'amber*'), { minLength: 2, maxLength: 2 }),
        ),
      )
      .map(([legs, networks]) => ({
        kind: 'path_requirement',
        legs: legs.map((leg, i) => ({ leg, network: networks[i] })),
      })),
  },
  fc.constantFrom({ kind: 'on_air_protection' }, { kind: 'on_air_protection', states: ['preset', 'recording'] }),
  fc.constantFrom({ kind: 'compatibility', mode: 'strict' }, { kind: 'compatibility' }),
)

const rules = fc
  .array(
    fc.record({
      what: kind,
      effect: fc.constantFrom('allow', 'deny', 'warn', 'require-approval'),
      priority: fc.nat(2),
      enabled: fc.boolean(),
      override: fc.constantFrom(null, 'operator', 'admin'),
      scope,
      from: selector,
      to: selector,
    }),
    { maxLength: 40 },
  )
  .map((all) => all.map(({ what, ...rest }, i) => Rule.parse({ id: `r${i}`, label: `Rule ${i}`, ...rest, ...what })))

const defaults: fc.Arbitrary<PolicyDefault[]> = fc
  .array(fc.record({ scope, effect: fc.constantFrom('allow', 'deny') }), { maxLength: 3 })
  .map((all) => all as PolicyDefault[])

const tally = fc.option(
  fc.record({
    state: fc.constantFrom('on-air' as const, 'preset' as const, 'recording' as const),
    stale: fc.boolean(),
    since: fc.constant('2026-01-01T00:00:00.000Z'),
    by: fc.constantFrom('', 'ME-1'),
  }),
  { nil: null },
)

const portState = fc.record({
  label,
  alias: fc.option(label, { nil: null }),
  group: some(label),
  floor: fc.constantFrom('3', '4'),
  bindings: fc.constantFrom([], ['eth0'], ['eth0', 'eth1']),
  on: fc.nat(2),
  format: fc.constantFrom('urn:x-nmos:format:video', 'urn:x-nmos:format:audio'),
  width: fc.constantFrom(1920, 3840),
  witness: fc.constantFrom('north', 'south'),
  tally,
})
type PortState = typeof portState extends fc.Arbitrary<infer T> ? T : never

const world = fc.record({
  senders: fc.array(portState, { minLength: PORTS, maxLength: PORTS }),
  receivers: fc.array(portState, { minLength: PORTS, maxLength: PORTS }),
  places: fc.array(fc.tuple(fc.constantFrom(...SITES), fc.constantFrom(...ROOMS), label), {
    minLength: 3,
    maxLength: 3,
  }),
})
type World = typeof world extends fc.Arbitrary<infer T> ? T : never

const stage = emptyPlant

/** Writes a world into a plant; `version` makes what was there before older. */
function write({ plant }: ReturnType<typeof stage>, { senders, receivers, places }: World, version: number): void {
  const of = { version: `${version}:0` }
  const pen = (id: string) => plant.witnessed({ id, kind: 'registry', label: id })
  places.forEach(([site, room, name], n) => {
    const interfaces = [{ name: 'eth0', attached_network_device: { chassis_id: 'amber-1' } }, { name: 'eth1' }]
    pen('north').put([
      resource('node', n, { ...of, label: name, tags: { site: [site] }, interfaces }),
      device(n, n, { ...of, label: name, tags: { room: [room] } }),
    ])
  })
  const tags = ({ group, floor }: PortState) => ({
    floor: [floor],
    ...(group === undefined ? {} : { [HINT]: [`${group}:Role`] }),
  })
  senders.forEach((one, n) => {
    pen(one.witness).put([
      resource('flow', n, { ...of, format: one.format, frame_width: one.width, media_type: 'video/raw' }),
      sender(n, one.on, {
        ...of,
        label: one.label,
        tags: tags(one),
        flow_id: idOf('flow', n),
        interface_bindings: one.bindings,
      }),
    ])
    plant.setAlias(idOf('sender', n), one.alias)
  })
  receivers.forEach((one, n) => {
    pen(one.witness).put([
      receiver(n, one.on, undefined, {
        ...of,
        label: one.label,
        tags: tags(one),
        format: one.format,
        interface_bindings: one.bindings,
      }),
    ])
    plant.setAlias(idOf('receiver', n), one.alias)
    plant.setMarks(idOf('receiver', n), { tally: one.tally })
  })
}

describe('decisions of compiled rules', () => {
  it('are those of each rule held against each pair, also when the plant changes and windows switch rules', () => {
    fc.assert(
      fc.property(
        ...([world, world, rules, defaults, fc.array(fc.nat(39)), fc.array(fc.nat(39))] as const),
        (first, second, all, general, on, off) => {
          const made = stage()
          const { plant } = made
          const by = { windowId: 'w', label: 'Night' }
          const open: Suspensions = {
            on: new Map(on.map((n) => [`r${n}`, by])),
            off: new Map(off.map((n) => [`r${n}`, by])),
            windows: [{ id: 'w', label: 'Night' }],
          }
          const suspensions = () => open
          const compatibility = createCompatibility(plant)
          write(made, first, 1)
          const set = createRuleSet({ plant, compatibility }, all)
          const ordered = orderedDefaults(general)
          for (const [version, next] of [
            [1, first],
            [2, second],
          ] as const) {
            write(made, next, version)
            const naive = naivePolicies({ plant, compatibility, rules: all, defaults: general, suspensions })
            for (const from of plant.all('sender')) {
              for (const to of plant.all('receiver')) {
                const matches = set.matches(from, to, open)
                const fallback = matches.length === 0 ? defaultFor(ordered, to) : null
                expect(decisionOf(matches, fallback, open.windows)).toEqual(naive.decide(from, to))
              }
            }
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('keys', () => {
  it('of a glob find what fits it', () => {
    fc.assert(
      fc.property(glob, fc.array(label, { maxLength: 6 }), (pattern, texts) => {
        const { key, isSure, fits } = globOf(pattern)
        const index = createTextIndex<string[]>()
        index.at(key, () => []).push(pattern)
        for (const text of texts.map((one) => one.toLowerCase())) {
          let isFound = false
          index.find(text, () => {
            isFound = true
          })
          if (isSure) expect(isFound).toBe(fits(text))
          else expect(isFound || !fits(text)).toBe(true)
        }
      }),
    )
  })

  it('of an expression are in all that it matches', () => {
    fc.assert(
      fc.property(
        expression,
        fc.array(fc.constantFrom(...WORDS, 'M', 'x', '2', 'b'), { maxLength: 8 }),
        (text, words) => {
          const subject = words.join('')
          fc.pre(RE2JS.compile(text).test(subject))
          for (const pieces of certainIn(text)) {
            expect(
              pieces.some(({ shape, text: piece }) =>
                shape === 'prefix' ? subject.startsWith(piece) : subject.includes(piece),
              ),
            ).toBe(true)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})
