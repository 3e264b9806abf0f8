import type { Run } from '../../contract'
import { RefusedError, RunStateError } from '../execution/execution'
import { HouseError } from '../execution/houseError'
import { StoreError } from '../store/storeError'

/** How a command ended. `code`: `OK`, or why not. `text`: a sentence; the device's own words where it had any. */
export type CommandEnd = { readonly ok: boolean; readonly code: string; readonly text: string }

/** How the run of one command ended; null while it is under way. One that waits for somebody has an end for who asked. */
export function commandEnd(run: Run): CommandEnd | null {
  const { number, state, approval, question, changes } = run
  const [change] = changes
  switch (state) {
    case 'running':
    case 'compensating':
      return null
    case 'awaiting_approval':
      return {
        ok: false,
        code: 'AWAITING_APPROVAL',
        text: `Run ${String(number)} waits for a second person (${approval?.needs ?? 'engineer'}); it goes to the device when they say yes.`,
      }
    case 'planned':
      return { ok: false, code: 'QUEUED', text: `Run ${String(number)} waits for a change window.` }
    case 'paused':
      return failure(run, question?.text ?? `Run ${String(number)} waits for a decision.`)
    case 'succeeded':
      if (change?.state === 'skipped') return failure(run, change.reason ?? 'It was not sent.')
      return { ok: true, code: 'OK', text: change?.summary ?? '' }
    case 'failed':
    case 'compensated':
    case 'cancelled':
      return failure(run, `Run ${String(number)} is ${state}.`)
  }
}

/** Why a command was refused before there was a run of it; null for what nobody expects. */
export function refusalOf(error: unknown): Omit<CommandEnd, 'ok'> | null {
  if (error instanceof RefusedError) {
    const against = error.decisions.find(({ effect }) => effect !== 'allow')
    return { code: against?.code ?? 'REFUSED', text: error.message }
  }
  if (error instanceof HouseError) return { code: HOUSE_CODES[error.kind], text: error.message }
  if (error instanceof RunStateError) return { code: 'NOT_NOW', text: error.message }
  if (error instanceof StoreError) return { code: 'STORE_FAILED', text: error.message }
  return null
}

/** Whether something of the run may have reached the device. */
export function isOnItsWay({ changes }: Run): boolean {
  return changes.some(({ state }) => state !== 'pending' && state !== 'skipped')
}

const HOUSE_CODES: Readonly<Record<HouseError['kind'], string>> = {
  unknown: 'NOT_FOUND',
  invalid: 'INVALID_PARAMS',
  state: 'NOT_NOW',
}

/** What devices and drivers say, as it is said on topics. */
const CODES: Readonly<Record<string, string>> = { DEVICE_SILENT: 'TIMEOUT' }

function failure({ changes, question }: Run, otherwise: string): CommandEnd {
  const change = changes.find(({ error, reason }) => error !== undefined || reason !== undefined)
  const code = change?.error?.code ?? change?.code ?? question?.code ?? 'FAILED'
  return { ok: false, code: CODES[code] ?? code, text: change?.error?.text ?? change?.reason ?? otherwise }
}
