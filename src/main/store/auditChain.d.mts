import type { AuditChain } from '../../contract'

/** A row of the table as it is hashed. */
export interface ChainRow {
  readonly id: number
  readonly at: string
  readonly actor: string
  readonly origin: string
  readonly what: string
  readonly target: string | null
  readonly summary: string
  readonly policy: string | null
  readonly override: number
  readonly outcome: string
  readonly duration_ms: number | null
  readonly run_id: string | null
  readonly detail: string
}

export interface ChainWalk {
  readonly isBroken: () => boolean
  readonly take: (row: ChainRow & { readonly hash: string }) => void
  readonly end: (lastGiven: number) => AuditChain
}

export const BEGINNING: string
export const RETENTION: string
export const HASHED: readonly (keyof ChainRow)[]
export function linkHash(previous: string, row: ChainRow): string
export function createChainWalk(start: { readonly id: number; readonly hash: string }): ChainWalk
