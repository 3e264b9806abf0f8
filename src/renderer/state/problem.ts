import { ORPCError } from '@orpc/client'
import type { Decision } from '../../contract'

/** A sentence a person can act on, from whatever was thrown. */
export function problemOf(thrown: unknown): string {
  if (thrown instanceof Error && thrown.message !== '') return thrown.message
  return 'It failed, and nothing says why.'
}

/** The decisions of a refusal by the guard; null when it was something else. */
export function refusalOf(thrown: unknown): readonly Decision[] | null {
  if (!(thrown instanceof ORPCError) || (thrown.code !== 'REFUSED' && thrown.code !== 'LOCKED')) return null
  const data: unknown = thrown.data
  if (typeof data !== 'object' || data === null || !('decisions' in data) || !Array.isArray(data.decisions)) return null
  return data.decisions as readonly Decision[]
}
