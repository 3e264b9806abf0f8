import { describe, expect, it } from 'vitest'
import { brokerFault } from '../../../src/main/broker/brokerFault'

const fault = (code: string | number, message = 'x') => Object.assign(new Error(message), { code })

describe('why a broker is not connected, in words', () => {
  it.each([
    [fault(5, 'Connection refused: Not authorized'), /user name or the password/],
    [fault(2), /client id/],
    [fault('ECONNREFUSED'), /nothing listens/],
    [fault('ENOTFOUND'), /no host of that name/],
    [fault('SELF_SIGNED_CERT_IN_CHAIN'), /authority that is not known here/],
    [fault('ERR_TLS_CERT_ALTNAME_INVALID'), /another host/],
    [fault('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), /client certificate/],
    [fault('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), /does not accept our client certificate/],
    [new Error('Unexpected server response: 404'), /HTTP 404.*path/],
    [new Error('connack timeout'), /does not answer as an MQTT broker/],
    [new Error('some thing'), /^some thing$/],
    ['no error', /failed/],
  ])('%s', (error, words) => {
    expect(brokerFault(error)).toMatch(words)
  })
})
