import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DnsServer, startDnsServer } from '../../../src/lab/dns/dnsServer'
import { type AnnouncedService, serviceRecords } from '../../../src/lab/dns/serviceRecords'
import { type BrowseRequest, DnsSdError, browseQueryApis } from '../../../src/main/nmos/dnsSd'
import { closedPort } from './localServer'

const announced: AnnouncedService = {
  service: '_nmos-query._tcp',
  domain: 'plant.example',
  instance: 'north',
  host: 'north',
  address: '127.0.0.1',
  port: 8870,
  priority: 10,
  apiVersions: ['v1.2', 'v1.3'],
  apiProto: 'http',
  apiAuth: false,
  ttl: 60,
}

let server: DnsServer

beforeEach(async () => {
  server = await startDnsServer({ host: '127.0.0.1', port: 0, records: [] })
})

afterEach(() => server.stop())

const browse = (more: Partial<BrowseRequest> = {}) =>
  browseQueryApis({
    domain: 'plant.example',
    servers: [server.address],
    timeoutMs: 500,
    versions: ['v1.3', 'v1.2'],
    protocols: ['http'],
    authorization: false,
    random: () => 0.5,
    ...more,
  })

function announce(...services: readonly Partial<AnnouncedService>[]): void {
  server.setRecords(services.flatMap((service) => serviceRecords({ ...announced, ...service })))
}

const names = async (more: Partial<BrowseRequest> = {}) => (await browse(more)).map(({ name }) => name)

describe('browseQueryApis', () => {
  it.each(['nmos-cpp_query_10-0-0-1:8870', 'Registry North', 'Régie'])(
    'finds an instance named “%s”',
    async (instance) => {
      announce({ instance })
      expect(await browse()).toMatchObject([{ name: instance, port: 8870 }])
    },
  )

  it('asks again by TCP where a datagram is too small', async () => {
    announce(...Array.from({ length: 40 }, (_, i) => ({ instance: `Registry number ${i}`, port: 9000 + i })))
    expect(await browse()).toHaveLength(40)
  })

  it('finds a registry from its domain alone', async () => {
    announce({})
    expect(await browse({ domain: 'plant.example.' })).toEqual([
      {
        name: 'north',
        url: 'http://127.0.0.1:8870',
        host: 'north.plant.example',
        addresses: ['127.0.0.1'],
        port: 8870,
        protocol: 'http',
        versions: ['v1.2', 'v1.3'],
        authorization: false,
        priority: 10,
        development: false,
        ttlSeconds: 60,
      },
    ])
    expect(server.asked()).toEqual([
      'PTR _nmos-query._tcp.plant.example',
      'SRV north._nmos-query._tcp.plant.example',
      'TXT north._nmos-query._tcp.plant.example',
      'A north.plant.example',
    ])
  })

  it('leaves out what does not fit', async () => {
    announce(
      { instance: 'fits', host: 'a' },
      { instance: 'secure', host: 'b', apiProto: 'https' },
      { instance: 'old', host: 'c', apiVersions: ['v1.0', 'v1.1'] },
      { instance: 'locked', host: 'd', apiAuth: true },
    )
    expect(await names()).toEqual(['fits'])
    expect((await names({ authorization: true })).sort()).toEqual(['fits', 'locked'])
    expect(await names({ protocols: ['https'] })).toEqual(['secure'])
  })

  it('orders by TXT pri and draws lots among equals', async () => {
    announce(
      { instance: 'lab', host: 'a', priority: 100 },
      { instance: 'second', host: 'b', priority: 1 },
      { instance: 'one', host: 'c', priority: 0 },
      { instance: 'two', host: 'd', priority: 0 },
    )
    const orders = new Set<string>()
    for (let seed = 0; seed < 8; seed += 1) {
      let calls = seed
      const found = await names({ random: () => ((calls += 1) * 0.37) % 1 })
      expect(found.slice(2)).toEqual(['second', 'lab'])
      orders.add(found.slice(0, 2).join())
    }
    expect([...orders].sort()).toEqual(['one,two', 'two,one'])
    expect((await browse()).map(({ development }) => development)).toEqual([false, false, false, true])
  })

  it('is empty where there is no such service', async () => {
    expect(await browse()).toEqual([])
    announce({})
    expect(await browse({ domain: 'other.example' })).toEqual([])
  })

  it('leaves out an instance that leads nowhere', async () => {
    announce({})
    const kept = serviceRecords(announced).filter(({ type }) => type === 'PTR')
    server.setRecords(kept)
    expect(await browse()).toEqual([])
  })

  it.each([
    ['silent', 'timeout', 'did not answer'],
    ['servfail', 'refused', 'could not browse plant.example'],
  ] as const)('a name server that is %s', async (fault, kind, words) => {
    server.setFault(fault)
    await expect(browse({ timeoutMs: 100 })).rejects.toMatchObject({
      name: 'DnsSdError',
      kind,
      message: expect.stringContaining(words) as string,
    })
  })

  it('a name server that is not there', async () => {
    const error = await browse({ servers: [`127.0.0.1:${await closedPort()}`], timeoutMs: 100 }).catch(
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(DnsSdError)
    expect((error as DnsSdError).kind).toMatch(/unreachable|timeout/)
  })

  it('a name server that is none', async () => {
    await expect(browse({ servers: ['dns.plant.example'] })).rejects.toThrow(
      'is no name server: give its IP, or IP:port',
    )
  })

  it('a signal ends it', async () => {
    server.setFault('silent')
    const controller = new AbortController()
    const work = browse({ signal: controller.signal, timeoutMs: 5000 })
    setTimeout(() => {
      controller.abort()
    }, 30)
    await expect(work).rejects.toMatchObject({ kind: 'aborted' })
  })
})
