import { describe, expect, it } from 'vitest'
import { deviceFault } from '../../../src/main/drivers/is05/deviceFault'
import { NmosHttpError, type NmosHttpErrorDetails } from '../../../src/main/nmos/nmosHttpError'

const made = (details: Partial<NmosHttpErrorDetails>) =>
  deviceFault(
    'MON 1',
    new NmosHttpError({ kind: 'status', method: 'PATCH', url: 'http://10.0.0.1/staged', ...details }),
  )

describe('deviceFault', () => {
  it('keeps the words of a device whole', () => {
    const body = { code: 500, error: 'PTP unlocked', debug: { gm: null } }
    expect(made({ status: 500, error: 'PTP unlocked', debug: '{"gm":null}', body })).toEqual({
      code: 'REFUSED_BY_DEVICE',
      text: 'MON 1: the device refused with 500: “PTP unlocked” ({"gm":null})',
      device: { status: 500, error: 'PTP unlocked', debug: { gm: null }, url: 'http://10.0.0.1/staged' },
    })
  })

  it('keeps what is no error of IS-05, too', () => {
    const error = made({ status: 502, body: '<html>bad gateway</html>', reason: 'Bad Gateway' })
    expect(error).toMatchObject({
      code: 'REFUSED_BY_DEVICE',
      device: { status: 502, error: null, debug: '<html>bad gateway</html>' },
    })
  })

  it.each([
    ['DEVICE_LOCKED', { status: 423, error: 'Locked' }],
    ['DEVICE_SILENT', { kind: 'timeout' }],
    ['DEVICE_SILENT', { kind: 'unreachable' }],
    ['BAD_TRANSPORT_FILE', { kind: 'too-large' }],
    ['DEVICE_MISBEHAVES', { kind: 'not-json' }],
    ['TIMED_OUT', { kind: 'aborted' }],
  ] as const)('%s', (code, details) => {
    expect(made(details)).toMatchObject({ code })
  })

  it('is not for anything else', () => {
    expect(() => deviceFault('MON 1', new TypeError('a bug'))).toThrow('a bug')
  })
})
