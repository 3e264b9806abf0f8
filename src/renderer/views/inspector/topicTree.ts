import type { TopicValue } from '../../../contract'

/** A level of the topics of a broker. Levels with nothing but one other below are joined: `/lab/device`. */
export type TopicNode = {
  /** The broker and the topic, which no other node has. */
  readonly key: string
  readonly name: string
  /** What came on this very topic; null: only on others below. */
  readonly value: TopicValue | null
  readonly children: readonly TopicNode[]
  /** Topics here and below. */
  readonly topics: number
  /** Messages in a second, here and below. */
  readonly perS: number
}

/** A node on the screen. `depth` counts from 0. */
export type TopicRow = { readonly node: TopicNode; readonly depth: number; readonly open: boolean }

type Growing = { value: TopicValue | null; readonly children: Map<string, Growing> }

const grown = (): Growing => ({ value: null, children: new Map() })

/** The key of a topic of a broker. No broker has a space in its name. */
export const topicKey = (broker: string, topic: string): string => `${broker} ${topic}`

function nodeOf(name: string, key: string, { value, children }: Growing): TopicNode {
  const [only, ...more] = children
  if (value === null && only !== undefined && more.length === 0 && key.includes(' ')) {
    const [next, below] = only
    return nodeOf(`${name}/${next}`, `${key}/${next}`, below)
  }
  const inner = [...children]
    .map(([next, below]) => nodeOf(next, key.includes(' ') ? `${key}/${next}` : topicKey(key, next), below))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  const sum = (of: (node: TopicNode) => number): number => inner.reduce((all, node) => all + of(node), 0)
  return {
    key,
    name,
    value,
    children: inner,
    topics: sum(({ topics }) => topics) + (value === null ? 0 : 1),
    perS: sum(({ perS }) => perS) + (value?.perS ?? 0),
  }
}

/** The topics as a tree: brokers, and below them the levels of their topics. */
export function topicTree(values: readonly TopicValue[]): readonly TopicNode[] {
  const brokers = new Map<string, Growing>()
  for (const value of values) {
    let at = brokers.get(value.broker) ?? grown()
    brokers.set(value.broker, at)
    for (const level of value.topic.split('/')) {
      const next = at.children.get(level) ?? grown()
      at.children.set(level, next)
      at = next
    }
    at.value = value
  }
  return [...brokers]
    .map(([name, broker]) => nodeOf(name, name, broker))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

/** The rows that are seen. `isOpen`: whether what is below a node is. */
export function topicRows(
  nodes: readonly TopicNode[],
  isOpen: (node: TopicNode, depth: number) => boolean,
): readonly TopicRow[] {
  const rows: TopicRow[] = []
  const add = (node: TopicNode, depth: number): void => {
    const open = node.children.length > 0 && isOpen(node, depth)
    rows.push({ node, depth, open })
    if (open) for (const child of node.children) add(child, depth + 1)
  }
  for (const node of nodes) add(node, 0)
  return rows
}

/** How often, in as few letters as it can be read: `12/s`, `0.4/s`; empty: nothing comes. */
export function rateText(perS: number): string {
  if (perS <= 0) return ''
  return `${perS >= 10 ? String(Math.round(perS)) : perS.toFixed(1)}/s`
}

/** A payload as it is best read: JSON set out, anything else as it came. `cut`: only its beginning is known. */
export function payloadText({ text, bytes }: Pick<TopicValue, 'text' | 'bytes'>): {
  readonly text: string
  readonly kind: string
  readonly cut: boolean
} {
  if (bytes === 0) return { text: '', kind: 'empty', cut: false }
  if (text === null) return { text: '', kind: 'no text', cut: false }
  const cut = new TextEncoder().encode(text).length < bytes
  try {
    return { text: JSON.stringify(JSON.parse(text), null, 2), kind: 'JSON', cut }
  } catch {
    return { text, kind: 'text', cut }
  }
}

/** `812 bytes`, `1.2 kB`, `1.0 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${String(bytes)} bytes`
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
