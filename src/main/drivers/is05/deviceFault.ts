import type { ChangeError } from '../../../contract'
import { type NmosHttpError, hasStatus, isNmosHttpError } from '../../nmos/nmosHttpError'

/** Ends a step of this driver; it never leaves it. */
export class StepFault extends Error {
  constructor(readonly changeError: ChangeError) {
    super(changeError.text)
  }
}

/** A fault that no device spoke of. */
export function fault(code: string, text: string): StepFault {
  return new StepFault({ code, text, device: null })
}

/**
 * What went wrong with a device, for the operator and whole for the journal. `who` is what was asked, in words. Codes:
 * `DEVICE_LOCKED` (423, IS-05 v1.1 §Behaviour – Scheduled Activations), `REFUSED_BY_DEVICE`, `DEVICE_SILENT`,
 * `BAD_TRANSPORT_FILE`, `DEVICE_MISBEHAVES`, `TIMED_OUT`. @throws what is no NmosHttpError
 */
export function deviceFault(who: string, error: unknown): ChangeError {
  if (!isNmosHttpError(error)) throw error
  return { code: codeOf(error), text: `${who}: ${wordsOf(error)}`, device: deviceOf(error) }
}

function codeOf(error: NmosHttpError): string {
  switch (error.kind) {
    case 'status':
      return error.status === 423 ? 'DEVICE_LOCKED' : 'REFUSED_BY_DEVICE'
    case 'unreachable':
    case 'timeout':
    case 'reset':
      return 'DEVICE_SILENT'
    case 'too-large':
    case 'not-sdp':
      return 'BAD_TRANSPORT_FILE'
    case 'aborted':
      return 'TIMED_OUT'
    case 'not-json':
    case 'redirect-loop':
    case 'bad-url':
      return 'DEVICE_MISBEHAVES'
  }
}

/** The device's own words come first; the address is in `device.url`. */
function wordsOf(error: NmosHttpError): string {
  if (error.kind === 'aborted') return 'it took too long and was given up.'
  if (error.kind !== 'status' || error.error === undefined) return error.message
  const held = hasStatus(error, 423) ? 'held by an activation scheduled on the device; ' : ''
  const debug = error.debug === undefined || error.error.includes(error.debug) ? '' : ` (${error.debug.slice(0, 300)})`
  return `${held}the device refused with ${error.status ?? 'an error'}: “${error.error}”${debug}`
}

function deviceOf(error: NmosHttpError): ChangeError['device'] {
  const { body } = error
  const standard = typeof body === 'object' && body !== null && 'error' in body
  return {
    status: error.status ?? null,
    error: error.error ?? null,
    debug: standard ? ('debug' in body ? body.debug : null) : (body ?? error.debug ?? null),
    url: error.url === '' ? null : error.url,
  }
}

/** What went wrong in a step: a fault of its own, or a device's. @throws what is neither */
export function asChangeError(who: string, error: unknown): ChangeError {
  return error instanceof StepFault ? error.changeError : deviceFault(who, error)
}

/** An answer of a device; what goes wrong with it ends the step. @throws StepFault */
export async function answerOf<T>(who: string, request: Promise<T>): Promise<T> {
  try {
    return await request
  } catch (error) {
    throw new StepFault(deviceFault(who, error))
  }
}
