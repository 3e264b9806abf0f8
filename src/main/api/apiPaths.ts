import { isContractProcedure } from '@orpc/contract'
import { contract } from '../../contract'

type Path = { readonly method: string; readonly pattern: RegExp }

/** Which methods a path of the API (below `/api/v1`, without query) answers to; empty for an unknown one. */
export function methodsOf(path: string): readonly string[] {
  return paths.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
}

const paths: readonly Path[] = pathsIn(contract)

function pathsIn(part: unknown): Path[] {
  if (isContractProcedure(part)) {
    const { method, path } = part['~orpc'].route
    return method === undefined || path === undefined ? [] : [{ method, pattern: patternOf(path) }]
  }
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(pathsIn) : []
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}/?$`)
}
