import { describe, expect, it } from 'vitest'
import { parseTxt, serviceOf } from '../../../src/main/nmos/dnsSdService'

const target = { target: 'registry.plant.example', port: 8870, priority: 7, weight: 0 }
const address = { address: '10.0.0.2', ttl: 60 }

function service(txt: readonly string[], addresses = [address]) {
  return serviceOf(
    {
      instance: 'reg 1._nmos-query._tcp.plant.example',
      targets: [target],
      txt: parseTxt([txt]),
      addresses: new Map([[target.target, addresses]]),
    },
    target,
  )
}

describe('parseTxt', () => {
  it('reads keys in any case, once, with or without a value', () => {
    const txt = parseTxt([
      ['API_ver=v1.2,v1.3', 'pri=1'],
      ['pri=2', 'flag', '=x', 'a=b=c'],
    ])
    expect([...txt]).toEqual([
      ['api_ver', 'v1.2,v1.3'],
      ['pri', '1'],
      ['flag', ''],
      ['a', 'b=c'],
    ])
  })
})

describe('serviceOf', () => {
  it('reads what IS-04 wants in TXT', () => {
    expect(service(['api_proto=http', 'api_ver=v1.2,v1.3', 'api_auth=false', 'pri=0'])).toEqual({
      name: 'reg 1',
      url: 'http://10.0.0.2:8870',
      host: 'registry.plant.example',
      addresses: ['10.0.0.2'],
      port: 8870,
      protocol: 'http',
      versions: ['v1.2', 'v1.3'],
      authorization: false,
      priority: 0,
      development: false,
      ttlSeconds: 60,
    })
  })

  it('goes by name where a certificate has to match, and where there is no address', () => {
    expect(service(['api_proto=https'])?.url).toBe('https://registry.plant.example:8870')
    expect(service(['api_proto=http'], [])?.url).toBe('http://registry.plant.example:8870')
    expect(service([], [{ address: 'fd00::2', ttl: 5 }])?.url).toBe('http://[fd00::2]:8870')
  })

  it('puts the priority of TXT before that of SRV', () => {
    expect(service(['pri=100'])).toMatchObject({ priority: 100, development: true })
    expect(service([])).toMatchObject({ priority: 7, development: false })
    expect(service(['pri=high'])).toMatchObject({ priority: 7 })
  })

  it('takes what is missing as the first version had it', () => {
    expect(service([])).toMatchObject({ protocol: 'http', versions: ['v1.0'], authorization: false })
  })

  it('is none for a protocol nobody speaks', () => {
    expect(service(['api_proto=gopher'])).toBeNull()
  })
})
