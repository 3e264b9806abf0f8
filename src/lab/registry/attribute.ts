import { isObject } from './kinds'

/**
 * Whether some value at the dotted path inside `root` satisfies `test`. Arrays on the way and at the end stand for each
 * of their elements (IS-04 v1.3 §Query Parameters – Querying Within Arrays). A key may contain dots itself, as tags do.
 */
export function someAt(root: unknown, path: string, test: (value: unknown) => boolean): boolean {
  if (Array.isArray(root)) return root.some((item: unknown) => someAt(item, path, test))
  if (!isObject(root)) return false
  if (Object.hasOwn(root, path) && someLeaf(root[path], test)) return true
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot)
    if (Object.hasOwn(root, key) && someAt(root[key], path.slice(dot + 1), test)) return true
  }
  return false
}

function someLeaf(value: unknown, test: (value: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some((item: unknown) => someLeaf(item, test)) : test(value)
}

/** How a leaf is written in a query string; undefined for what cannot be. */
export function leafText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? String(value) : undefined
}
