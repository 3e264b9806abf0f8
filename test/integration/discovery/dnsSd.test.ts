import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DnsServer, startDnsServer } from '../../../src/lab/dns/dnsServer'
import { type AnnouncedService, serviceRecords } from '../../../src/lab/dns/serviceRecords'
import { type Lab, startLab } from '../../../src/lab/lab'
import { type Watch, input, reaches, stateOf, until, watch } from './watch'

let north: Lab
let south: Lab
let dns: DnsServer
let watched: Watch | undefined

beforeEach(async () => {
  const size = { plant: { size: { nodes: 2, senders: 4, receivers: 4 } }, heartbeatMs: 500, expirySeconds: 2 } as const
  north = await startLab({ ...size, seed: 'north' })
  south = await startLab({ ...size, seed: 'south' })
  dns = await startDnsServer({ host: '127.0.0.1', port: 0, records: [] })
})

afterEach(async () => {
  await watched?.stop()
  watched = undefined
  await dns.stop()
  await Promise.all([north.stop(), south.stop()])
})

const announced = (instance: string, lab: Lab, priority: number): AnnouncedService => ({
  service: '_nmos-query._tcp',
  domain: 'plant.example',
  instance,
  host: instance,
  address: '127.0.0.1',
  port: Number(new URL(lab.registry.url).port),
  priority,
  apiVersions: ['v1.2', 'v1.3'],
  apiProto: 'http',
  apiAuth: false,
  ttl: 60,
})

function announce(...services: readonly AnnouncedService[]): void {
  dns.setRecords(services.flatMap((service) => serviceRecords(service)))
}

async function follow(): Promise<Watch> {
  watched = await watch([input({ kind: 'dns-sd', queryUrl: 'plant.example', dnsServer: dns.address })])
  return watched
}

const portOf = (lab: Lab) => `:${new URL(lab.registry.url).port}/`

describe('a domain that is browsed', () => {
  it.each([
    [0, 10],
    [10, 0],
  ])('leads to the registry that comes first (%i and %i)', async (northPriority, southPriority) => {
    announce(announced('north', north, northPriority), announced('south', south, southPriority))
    const watching = await follow()
    await reaches(watching, 'live')
    expect(stateOf(watching)?.href).toContain(portOf(northPriority < southPriority ? north : south))
  })

  it('leads to the next one when the first is lost, and back when that is lost', async () => {
    announce(announced('north', north, 0), announced('south', south, 10))
    const watching = await follow()
    await reaches(watching, 'live')
    await north.registry.setFault({ down: true })
    await until(() => stateOf(watching)?.state === 'live' && stateOf(watching)?.href?.includes(portOf(south)) === true)
    await until(() => south.nodes.every((node) => watching.plant.get(node.store.self.id)?.status === 'online'))
    await north.registry.setFault({ down: false })
    await south.registry.setFault({ down: true })
    await until(() => stateOf(watching)?.state === 'live' && stateOf(watching)?.href?.includes(portOf(north)) === true)
  })

  it('leads back to the registry that comes first when that answers again', async () => {
    announce(announced('north', north, 0), announced('south', south, 10))
    const watching = await follow()
    await reaches(watching, 'live')
    await north.registry.setFault({ down: true })
    await until(() => stateOf(watching)?.state === 'live' && stateOf(watching)?.href?.includes(portOf(south)) === true)
    await north.registry.setFault({ down: false })
    await until(() => stateOf(watching)?.state === 'live' && stateOf(watching)?.href?.includes(portOf(north)) === true)
  })

  it('is spoken to at the version that is announced', async () => {
    announce({ ...announced('north', north, 0), apiVersions: ['v1.2'] })
    const watching = await follow()
    await reaches(watching, 'live')
    expect(stateOf(watching)?.version).toBe('v1.2')
  })

  it('says that nothing is announced, and finds what is announced later', async () => {
    const watching = await follow()
    await until(() => stateOf(watching)?.problem !== null)
    expect(stateOf(watching)).toMatchObject({
      state: 'connecting',
      problem: expect.stringMatching(/No registry .* plant\.example/),
    })
    announce(announced('north', north, 0))
    await reaches(watching, 'live')
  })

  it('says that the name server does not answer', async () => {
    const { address } = dns
    await dns.stop()
    watched = await watch([input({ kind: 'dns-sd', queryUrl: 'plant.example', dnsServer: address })])
    const watching = watched
    await until(() => stateOf(watching)?.problem !== null)
    expect(stateOf(watching)?.problem).toMatch(/name server/)
    dns = await startDnsServer({ host: '127.0.0.1', port: 0, records: [] })
  })
})
