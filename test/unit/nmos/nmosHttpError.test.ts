import { expect, it } from 'vitest'
import {
  NmosHttpError,
  type NmosHttpErrorDetails,
  hasStatus,
  isNmosHttpError,
} from '../../../src/main/nmos/nmosHttpError'

const at = { method: 'GET', url: 'http://10.0.0.5:8080/x-nmos/' }

it.each<[NmosHttpErrorDetails, string]>([
  [
    { ...at, kind: 'unreachable', reason: 'nothing listens on that port' },
    '10.0.0.5:8080 cannot be reached: nothing listens on that port (GET http://10.0.0.5:8080/x-nmos/).',
  ],
  [{ ...at, kind: 'timeout' }, '10.0.0.5:8080 did not answer in time (GET http://10.0.0.5:8080/x-nmos/).'],
  [
    { ...at, kind: 'status', status: 500, error: 'No link', debug: 'line 3' },
    '10.0.0.5:8080 answered 500: No link (line 3) (GET http://10.0.0.5:8080/x-nmos/).',
  ],
  [{ kind: 'unreachable', method: '', url: 'Camera 1', reason: 'it is off' }, 'Camera 1 cannot be reached: it is off.'],
  [{ ...at, kind: 'aborted' }, 'The request to 10.0.0.5:8080 was cancelled (GET http://10.0.0.5:8080/x-nmos/).'],
  [
    { kind: 'bad-url', method: '', url: 'x', reason: 'it is no URL' },
    '“x” cannot be used as an address: it is no URL.',
  ],
])('%j is said in a sentence', (details, expected) => {
  expect(new NmosHttpError(details).message).toBe(expected)
})

it('is told by kind and by status', () => {
  const error = new NmosHttpError({ ...at, kind: 'status', status: 409 })
  expect(isNmosHttpError(error)).toBe(true)
  expect(isNmosHttpError(error, 'reset', 'status')).toBe(true)
  expect(isNmosHttpError(error, 'reset')).toBe(false)
  expect(isNmosHttpError(new Error('x'))).toBe(false)
  expect(hasStatus(error, 404, 409)).toBe(true)
  expect(hasStatus(error, 404)).toBe(false)
})
