/** What is filed under texts, found by all of them that another text begins with, in one walk. */
export type PrefixTree<T> = {
  /** What is filed under this text; made when there is nothing yet. */
  readonly at: (text: string, make: () => T) => T
  /** Visits what is filed under each text that `text` has at `from`. */
  readonly walk: (text: string, from: number, visit: (found: T) => void) => void
  readonly isEmpty: () => boolean
}

/** Texts that begin alike share a node; `edge` is what leads to it from the node above. */
type TreeNode<T> = { edge: string; filed: { readonly value: T } | null; next: Map<number, TreeNode<T>> | null }

export function createPrefixTree<T>(): PrefixTree<T> {
  const root: TreeNode<T> = { edge: '', filed: null, next: null }

  function file(node: TreeNode<T>, make: () => T): T {
    node.filed ??= { value: make() }
    return node.filed.value
  }

  function add(above: TreeNode<T>, edge: string): TreeNode<T> {
    const node: TreeNode<T> = { edge, filed: null, next: null }
    above.next ??= new Map()
    above.next.set(edge.charCodeAt(0), node)
    return node
  }

  /** Puts a node into the middle of an edge. */
  function split(node: TreeNode<T>, length: number): void {
    const lower: TreeNode<T> = { edge: node.edge.slice(length), filed: node.filed, next: node.next }
    node.edge = node.edge.slice(0, length)
    node.filed = null
    node.next = new Map([[lower.edge.charCodeAt(0), lower]])
  }

  return {
    at(text, make) {
      let node = root
      let rest = text
      while (rest !== '') {
        const next: TreeNode<T> | undefined = node.next?.get(rest.charCodeAt(0))
        if (next === undefined) return file(add(node, rest), make)
        const common = commonLength(next.edge, rest)
        if (common < next.edge.length) split(next, common)
        node = next
        rest = rest.slice(common)
      }
      return file(node, make)
    },
    walk(text, from, visit) {
      let node = root
      let at = from
      for (;;) {
        if (node.filed !== null) visit(node.filed.value)
        if (node.next === null || at >= text.length) return
        const next = node.next.get(text.charCodeAt(at))
        if (next === undefined || !text.startsWith(next.edge, at)) return
        at += next.edge.length
        node = next
      }
    },
    isEmpty: () => root.next === null && root.filed === null,
  }
}

function commonLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1
  return length
}
