import { Rule } from '../../src/contract'

/** A seeded sequence of numbers from 0 to 1 (mulberry32): the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The words that the ends of a plant are called by, so that rules meet something. */
export type MixWords = {
  readonly senderLabels: readonly string[]
  readonly receiverLabels: readonly string[]
  readonly sites: readonly string[]
  readonly rooms: readonly string[]
  readonly tag: { readonly name: string; readonly values: readonly string[] }
  readonly networks: readonly string[]
}

/**
 * Rules as a house would have them: 40 % about pairs by label glob, 20 % by tag, site or room, 20 % constraints (equals,
 * contains, starts with), 10 % requirements on paths, 10 % regular expressions; shuffled.
 */
export function policyMix(count: number, seed: number, words: MixWords): readonly Rule[] {
  const random = seeded(seed)
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)]
    if (found === undefined) throw new Error('There is nothing to choose from')
    return found
  }
  const upTo = (most: number): number => Math.floor(random() * most)
  const globOf = (label: string): string => {
    const cut = 1 + upTo(label.length - 1)
    return pick([label, `${label.slice(0, label.length - 1)}*`, `*${label.slice(cut)}`, `${label.slice(0, -2)}?*`])
  }
  const sender = (): object => ({ label: [globOf(pick(words.senderLabels))] })
  const receiver = (): object => ({ label: [globOf(pick(words.receiverLabels))] })
  const place = (): object =>
    pick([
      { tag: { name: words.tag.name, value: pick(words.tag.values) } },
      { site: [pick(words.sites)] },
      { room: [pick(words.rooms)] },
    ])
  const effect = (): string => pick(['allow', 'deny', 'warn', 'require-approval'])
  const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

  function body(share: number): object {
    if (share < 0.4) {
      return { kind: pick(['allowed_pair', 'forbidden_pair']), effect: effect(), from: sender(), to: receiver() }
    }
    if (share < 0.6) {
      return {
        kind: pick(['allowed_pair', 'forbidden_pair']),
        effect: effect(),
        from: place(),
        to: { ...place(), ...receiver() },
      }
    }
    if (share < 0.8) {
      const [of, label] = pick([
        ['sender', pick(words.senderLabels)],
        ['receiver', pick(words.receiverLabels)],
      ] as const)
      const [operator, value] = pick([
        ['equals', label],
        ['contains', label.slice(1 + upTo(3))],
        ['starts_with', label.slice(0, -1)],
      ])
      return { kind: 'constraint', effect: effect(), tests: [{ of, field: 'label', operator, value }] }
    }
    if (share < 0.9) {
      const legs = pick([
        [{ leg: 'A', network: pick(words.networks) }],
        [{ leg: 'A' }, { leg: 'B', network: pick(words.networks) }],
        [{ leg: 'B' }],
      ])
      return { kind: 'path_requirement', effect: effect(), from: place(), to: receiver(), legs }
    }
    const label = pick(words.senderLabels)
    const value = pick([
      `^${literal(label.slice(0, -1))}[0-9]+$`,
      `${literal(label.slice(-4))}$`,
      `^(${literal(label)}|nothing else)$`,
      `${literal(label.slice(0, 5))}.*${literal(label.slice(-2))}`,
    ])
    const tests = [{ of: 'sender', field: 'label', operator: 'matches', value }]
    return { kind: 'constraint', effect: effect(), from: place(), tests }
  }

  // The shares exactly, in an order of chance: each rule takes its share from where it stands.
  const shares = Array.from({ length: count }, (_, i) => (i + 0.5) / count)
  return shares.map((share, i) =>
    Rule.parse({ id: `rule-${i}`, label: `Rule ${i}`, priority: upTo(200), ...body(share) }),
  )
}
