import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { decode, encode } from 'dns-packet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startDnsServer, type DnsServer } from '../../../src/lab/dns/dnsServer'
import { serviceRecords, type AnnouncedService } from '../../../src/lab/dns/serviceRecords'

const announced: AnnouncedService = {
  service: '_nmos-query._tcp',
  domain: 'plant.example',
  instance: 'registry-north',
  host: 'registry-north',
  address: '127.0.0.1',
  port: 8870,
  priority: 10,
  apiVersions: ['v1.2', 'v1.3'],
  apiProto: 'http',
  apiAuth: false,
  ttl: 60,
}

/** Asks by a plain datagram and gives the answers. */
async function askDatagram(port: number, type: string, name: string): Promise<readonly unknown[]> {
  const socket = createSocket('udp4')
  try {
    return await new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.once('message', (message) => {
        resolve(decode(message).answers)
      })
      const query = encode({ id: 7, type: 'query', flags: 0, questions: [{ type, name }], answers: [] })
      socket.send(query, port, '127.0.0.1')
    })
  } finally {
    socket.close()
  }
}

let server: DnsServer
let resolver: Resolver

beforeEach(async () => {
  server = await startDnsServer({ host: '127.0.0.1', port: 0, records: serviceRecords(announced) })
  resolver = new Resolver({ timeout: 300, tries: 1 })
  resolver.setServers([server.address])
})

afterEach(async () => {
  resolver.cancel()
  await server.stop()
})

describe('unicast DNS-SD', () => {
  it('leads from the domain to the address', async () => {
    const [instance] = await resolver.resolvePtr('_nmos-query._tcp.plant.example')
    expect(instance).toBe('registry-north._nmos-query._tcp.plant.example')
    const name = instance ?? ''
    const [service] = await resolver.resolveSrv(name)
    expect(service).toMatchObject({ name: 'registry-north.plant.example', port: 8870 })
    expect(await resolver.resolveTxt(name)).toEqual([
      ['api_proto=http', 'api_ver=v1.2,v1.3', 'api_auth=false', 'pri=10'],
    ])
    expect(await resolver.resolve4(service?.name ?? '')).toEqual(['127.0.0.1'])
    expect(server.asked()[0]).toBe('PTR _nmos-query._tcp.plant.example')
  })

  it.each(['Registry North', 'nmos-cpp_query_127-0-0-1:3211', 'régie 1'])(
    'serves the instance "%s", which node:dns gives but cannot ask for',
    async (instance) => {
      server.setRecords(serviceRecords({ ...announced, instance }))
      const name = `${instance}._nmos-query._tcp.plant.example`
      await expect(resolver.resolveSrv(name)).rejects.toMatchObject({ code: 'EBADNAME' })
      expect(await askDatagram(server.port, 'SRV', name)).toMatchObject([
        { type: 'SRV', data: { target: 'registry-north.plant.example', port: 8870 } },
      ])
    },
  )

  it('finds names whatever their case', async () => {
    expect(await resolver.resolvePtr('_NMOS-Query._tcp.Plant.example')).toHaveLength(1)
  })

  it('tells a name that does not exist from one without such a record', async () => {
    await expect(resolver.resolvePtr('_nmos-register._tcp.plant.example')).rejects.toMatchObject({ code: 'ENOTFOUND' })
    await expect(resolver.resolve4('_nmos-query._tcp.plant.example')).rejects.toMatchObject({ code: 'ENODATA' })
    await expect(resolver.resolve4('plant.example')).rejects.toMatchObject({ code: 'ENODATA' })
  })

  it('answers by TCP what is too long for a datagram', async () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ ...announced, instance: `Registry number ${i}` }))
    server.setRecords(many.flatMap(serviceRecords))
    expect(await resolver.resolvePtr('_nmos-query._tcp.plant.example')).toHaveLength(40)
  })

  it('can be silent or fail', async () => {
    server.setFault('servfail')
    await expect(resolver.resolvePtr('_nmos-query._tcp.plant.example')).rejects.toMatchObject({ code: 'ESERVFAIL' })
    server.setFault('silent')
    await expect(resolver.resolvePtr('_nmos-query._tcp.plant.example')).rejects.toMatchObject({ code: 'ETIMEOUT' })
    server.setFault('none')
    expect(await resolver.resolvePtr('_nmos-query._tcp.plant.example')).toHaveLength(1)
  })
})
