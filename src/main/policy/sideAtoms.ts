import type { FieldTest, Rule, Scope, Selector, TallyState } from '../../contract'
import { inScope } from '../plant/scope'
import type { EndFacts } from './endFacts'
import { keysOfExpression } from './expressionKeys'
import { compileTest } from './fieldTest'
import { globOf } from './glob'
import { ANY_TEXT, type TextKey } from './textIndex'

/** A key and where it is looked for: `name`, `site`, `tag department`, `field flow frame_width`, … */
export type FiledKey = { readonly space: string; readonly key: TextKey }

/** One thing that has to be so of an end for a rule to match. */
export type Atom = {
  /** How many ends it fits, roughly: the lower, the fewer. */
  readonly rank: number
  /** An end without any of these does not fit; null: it has to be asked. */
  readonly keys: readonly FiledKey[] | null
  /** An end with one of the keys fits for certain. */
  readonly isSure: boolean
  readonly holds: (facts: EndFacts) => boolean
}

/** What a selector asks for; nothing for one that names nothing. */
export function selectorAtoms(selector: Selector): readonly Atom[] {
  const { id, label, tag, group, site, room, device, node, format, registry } = selector
  return [
    ...(id === undefined ? [] : [oneOf(0, 'id', id, ({ entry }, ids) => ids.has(entry.id))]),
    ...(label === undefined ? [] : [globAtom(1, 'name', label, ({ names }) => names)]),
    ...(tag === undefined ? [] : [globAtom(4, `tag ${tag.name}`, [tag.value], (facts) => facts.tag(tag.name))]),
    ...(group === undefined ? [] : [globAtom(3, 'group', group, ({ groups }) => groups)]),
    ...(site === undefined ? [] : [oneOf(6, 'site', site, ({ entry }, list) => list.has(entry.site ?? ''))]),
    ...(room === undefined ? [] : [oneOf(5, 'room', room, ({ entry }, list) => list.has(entry.room ?? ''))]),
    ...(device === undefined ? [] : [globAtom(2, 'device', device, (facts) => facts.device)]),
    ...(node === undefined ? [] : [globAtom(2, 'node', node, (facts) => facts.node)]),
    ...(format === undefined ? [] : [oneOf(7, 'format', format, (facts, list) => list.has(facts.format))]),
    ...(registry === undefined
      ? []
      : [oneOf(8, 'registry', registry, ({ entry }, list) => [...list].some((one) => entry.witnesses.has(one)))]),
  ]
}

/** Where a rule holds; nothing for everywhere. */
export function scopeAtoms(scope: Scope): readonly Atom[] {
  const holds = (facts: EndFacts): boolean => inScope(scope, facts.entry)
  switch (scope.kind) {
    case 'all':
      return []
    case 'site':
      return [{ rank: 6, keys: [exactly('site', scope.site)], isSure: true, holds }]
    case 'room':
      return [{ rank: 5, keys: [exactly('room', scope.room)], isSure: scope.site === null, holds }]
    case 'registry':
      return [{ rank: 8, keys: [exactly('registry', scope.registryId)], isSure: true, holds }]
    case 'selection': {
      const ids = new Set(scope.ids)
      return [
        {
          rank: 0,
          keys: scope.ids.map((id) => exactly('id', id)),
          isSure: true,
          holds: ({ entry }) => ids.has(entry.id),
        },
      ]
    }
  }
}

export function testAtom(test: FieldTest): Atom {
  const { of, field } = test
  const { holds } = compileTest(test)
  const key = test.not ? null : testKey(test)
  return {
    rank: test.operator === 'equals' ? 2 : 4,
    keys: key === null ? null : key.map((one) => ({ space: `field ${of} ${field}`, key: one })),
    isSure: test.operator !== 'matches',
    holds: (facts) => holds(facts.values(of, field)),
  }
}

/** Null: numbers are compared, which no key says. */
function testKey({ operator, value }: FieldTest): readonly TextKey[] | null {
  const text = String(Array.isArray(value) ? (value[0] ?? '') : value)
  switch (operator) {
    case 'equals':
      return [{ shape: 'exact', text }]
    case 'in':
      return (Array.isArray(value) ? value : [value]).map((one) => ({ shape: 'exact', text: String(one) }))
    case 'starts_with':
      return [text === '' ? ANY_TEXT : { shape: 'prefix', text }]
    case 'ends_with':
      return [text === '' ? ANY_TEXT : { shape: 'suffix', text }]
    case 'contains':
      return [text === '' ? ANY_TEXT : { shape: 'contains', text }]
    case 'matches':
      return keysOfExpression(text)
    case 'less_than':
    case 'greater_than':
      return null
  }
}

/** On air by one of these states, or by a tally that nobody hears any more. */
export function tallyAtom(states: readonly TallyState[]): Atom {
  return {
    rank: 9,
    keys: null,
    isSure: false,
    holds: ({ entry: { marks } }) => marks.tally !== null && (marks.tally.stale || states.includes(marks.tally.state)),
  }
}

/** What has to be so of the sender, and of the receiver, for a rule to match; a path or caps have to be looked at beside. */
export function atomsOf(rule: Rule): { readonly from: readonly Atom[]; readonly to: readonly Atom[] } {
  const tests = rule.kind === 'constraint' ? rule.tests : []
  return {
    from: [...selectorAtoms(rule.from), ...tests.filter(({ of }) => isOfSender(of)).map(testAtom)],
    to: [
      ...selectorAtoms(rule.to),
      ...scopeAtoms(rule.scope),
      ...tests.filter(({ of }) => !isOfSender(of)).map(testAtom),
      ...(rule.kind === 'on_air_protection' ? [tallyAtom(rule.states)] : []),
    ],
  }
}

/** Sender, flow and source are the sender's; receiver, device and node are the destination's. */
export function isOfSender(of: FieldTest['of']): boolean {
  return of === 'sender' || of === 'flow' || of === 'source'
}

/** How the texts of an end in a space are read. */
export function readerOf(space: string): (facts: EndFacts) => Iterable<string> {
  switch (space) {
    case 'id':
      return ({ entry }) => [entry.id]
    case 'name':
      return ({ names }) => names
    case 'group':
      return ({ groups }) => groups
    case 'site':
      return ({ entry: { site } }) => (site === null ? NOTHING : [site])
    case 'room':
      return ({ entry: { room } }) => (room === null ? NOTHING : [room])
    case 'device':
      return ({ device }) => device
    case 'node':
      return ({ node }) => node
    case 'format':
      return ({ format }) => [format]
    case 'registry':
      return ({ entry }) => entry.witnesses.keys()
  }
  const [kind = '', of = '', ...rest] = space.split(' ')
  if (kind === 'tag') {
    const name = space.slice('tag '.length)
    return (facts) => facts.tag(name)
  }
  const tested = testedKind(of)
  const field = rest.join(' ')
  return (facts) => facts.values(tested, field).map(String)
}

function testedKind(of: string): FieldTest['of'] {
  switch (of) {
    case 'flow':
    case 'source':
    case 'device':
    case 'node':
    case 'receiver':
      return of
    default:
      return 'sender'
  }
}

const NOTHING: readonly string[] = Object.freeze([])

function exactly(space: string, text: string): FiledKey {
  return { space, key: { shape: 'exact', text } }
}

function oneOf(
  rank: number,
  space: string,
  list: readonly string[],
  fits: (facts: EndFacts, list: ReadonlySet<string>) => boolean,
): Atom {
  const set = new Set(list)
  return {
    rank,
    keys: list.map((text) => exactly(space, text)),
    isSure: true,
    holds: (facts) => fits(facts, set),
  }
}

function globAtom(
  rank: number,
  space: string,
  patterns: readonly string[],
  textsOf: (facts: EndFacts) => readonly string[],
): Atom {
  const globs = patterns.map(globOf)
  return {
    rank: globs.every(({ key }) => key.shape === 'exact') ? rank : rank + 0.5,
    keys: globs.map(({ key }) => ({ space, key })),
    isSure: globs.every(({ isSure }) => isSure),
    holds: (facts) => textsOf(facts).some((text) => globs.some((glob) => glob.fits(text))),
  }
}
