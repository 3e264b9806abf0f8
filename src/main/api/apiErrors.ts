import { ORPCError, ValidationError } from '@orpc/server'
import { type Decision, type Id, type Role, errors } from '../../contract'
import { BrokerBookError } from '../broker/brokerBook'
import { BadSourceError } from '../discovery/badSource'
import { RefusedError, RunStateError } from '../execution/execution'
import { HouseError } from '../execution/houseError'
import { isNmosHttpError } from '../nmos/nmosHttpError'
import { BadCursorError } from '../plant/listing'
import { PolicyError } from '../policy/policyBook'
import { SecretError } from '../secrets/secretBox'
import { StoreError } from '../store/storeError'
import { TallyError } from '../tally/tally'
import { issuesOf, issuesSentence } from './inputIssues'

/** An error that crosses the process: a code of the contract, a sentence, data. */
export type ApiError = ORPCError<string, unknown>

type Code = keyof typeof errors

function fault(code: Code, message: string | undefined, data: unknown): ApiError {
  const { status, message: fallback } = errors[code]
  return new ORPCError<string, unknown>(code, { status, message: message ?? fallback, data })
}

export function unauthorized(): ApiError {
  return fault('UNAUTHORIZED', undefined, undefined)
}

export function forbidden(role: Role, needs: Role): ApiError {
  return fault('FORBIDDEN', `Your role is ${role}; this needs ${needs}. Ask an admin for a key with that role.`, {
    needs,
  })
}

/** `what` begins the sentence: “sender”, “run”, … */
export function notFound(what: string, id: Id): ApiError {
  return fault('NOT_FOUND', `There is no ${what} “${id}”.`, { id })
}

export function conflict(message: string): ApiError {
  return fault('CONFLICT', message, undefined)
}

export function badRequest(message: string, data: unknown): ApiError {
  return fault('BAD_REQUEST', message, data)
}

/** `LOCKED` when nothing but locks is against it. */
export function refused(message: string, decisions: readonly Decision[]): ApiError {
  const against = decisions.filter(({ effect }) => effect !== 'allow')
  const isLocked = against.length > 0 && against.every(({ code }) => code === 'LOCKED')
  return fault(isLocked ? 'LOCKED' : 'REFUSED', message, { decisions })
}

/** What an error that nobody expected becomes: a sentence without anything from inside. */
export function unexpected(): ApiError {
  return new ORPCError<string, unknown>('INTERNAL_SERVER_ERROR', {
    status: 500,
    message: 'Signalbox made a mistake here. It is in the log; what was asked may not have been done.',
  })
}

/** An error as it crosses the process, or null when nobody expected it: then it belongs into the log. */
export function expectedError(error: unknown): ApiError | null {
  if (error instanceof ORPCError) return fromOrpc(error)
  if (error instanceof RefusedError) return refused(error.message, error.decisions)
  if (error instanceof RunStateError) {
    return error.kind === 'unknown' ? fault('NOT_FOUND', error.message, undefined) : conflict(error.message)
  }
  if (error instanceof HouseError || error instanceof PolicyError || error instanceof TallyError) return ofHouse(error)
  if (error instanceof BrokerBookError) return ofHouse(error)
  if (error instanceof SecretError) return conflict(error.message)
  if (error instanceof BadCursorError) return badRequest(error.message, undefined)
  if (error instanceof StoreError) {
    return error.code === 'cursor'
      ? badRequest(error.message, undefined)
      : fault('STORE_FAILED', error.message, undefined)
  }
  if (error instanceof BadSourceError) return badRequest(error.message, undefined)
  if (isNmosHttpError(error, 'unreachable', 'timeout', 'reset', 'aborted')) {
    return fault('DEVICE_SILENT', error.message, undefined)
  }
  if (isNmosHttpError(error)) return fault('DEVICE_FAULT', error.message, { device: error.url })
  return null
}

function ofHouse({ kind, message }: HouseError | PolicyError | TallyError | BrokerBookError): ApiError {
  switch (kind) {
    case 'unknown':
      return fault('NOT_FOUND', message, undefined)
    case 'invalid':
      return badRequest(message, undefined)
    case 'state':
      return conflict(message)
  }
}

function fromOrpc(error: ApiError): ApiError | null {
  if (error.status >= 500 && !(error.code in errors)) return null
  if (error.code !== 'BAD_REQUEST' || !(error.cause instanceof ValidationError)) return error
  const issues = issuesOf(error.cause.issues)
  return badRequest(issuesSentence(issues), { issues })
}
