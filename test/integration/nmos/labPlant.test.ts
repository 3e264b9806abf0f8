import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lab, startLab } from '../../../src/lab/lab'
import { receiverAccepts } from '../../../src/main/nmos/capabilities'
import { type ConnectionApi, createConnectionApi } from '../../../src/main/nmos/connectionApi'
import { type NmosHttp, createNmosHttp } from '../../../src/main/nmos/http'
import { receiverLegs } from '../../../src/main/nmos/legs'
import { openNodeApi } from '../../../src/main/nmos/nodeApi'
import { openQueryApi } from '../../../src/main/nmos/queryApi'
import { readResource } from '../../../src/main/nmos/readResource'
import { RESOURCE_KINDS, type Resource, type ResourceKind, type ResourceOf } from '../../../src/main/nmos/resources'
import { legParams, readSdp } from '../../../src/main/nmos/sdp'
import { receiverParamsFromSender } from '../../../src/main/nmos/transportParams'
import { controlsOf, formatOf, transportName } from '../../../src/main/nmos/urn'

let lab: Lab
let http: NmosHttp
const plant = new Map<string, Resource>()

beforeAll(async () => {
  lab = await startLab({})
  http = createNmosHttp({})
  const api = await openQueryApi(http, lab.registry.url)
  for (const kind of RESOURCE_KINDS) {
    await api.list(kind, {
      limit: 100,
      onPage: (page) => {
        for (const json of page) {
          const result = readResource(kind, json)
          if (!result.ok) throw new Error(result.fault)
          plant.set(result.resource.id, result.resource)
        }
      },
    })
  }
})

afterAll(async () => {
  http.close()
  await lab.stop()
})

function all<K extends ResourceKind>(kind: K): readonly ResourceOf<K>[] {
  return [...plant.values()].filter((resource): resource is ResourceOf<K> => resource.kind === kind)
}

function find<K extends ResourceKind>(kind: K, id: string | null): ResourceOf<K> | null {
  return all(kind).find((resource) => resource.id === id) ?? null
}

function connectionOf(resource: { readonly device_id: string | null }): ConnectionApi {
  const device = find('device', resource.device_id)
  if (device === null) throw new Error('there is no such device')
  return createConnectionApi(http, controlsOf(device, 'sr-ctrl'), device.label)
}

const controllable = (resource: { readonly device_id: string | null }) =>
  controlsOf(find('device', resource.device_id) ?? { controls: [] }, 'sr-ctrl').length > 0

describe('the plant of the lab', () => {
  it('is read whole', () => {
    expect(all('sender').length).toBeGreaterThan(20)
    expect(all('receiver').length).toBeGreaterThan(20)
  })

  it('has an SDP that agrees with its flow for every RTP sender that is active', async () => {
    let files = 0
    for (const sender of all('sender').filter(controllable)) {
      const file = await connectionOf(sender).sender(sender.id).transportFile()
      if (!file.present || file.type !== 'application/sdp') continue
      files += 1
      const result = readSdp(file.data)
      if (!result.ok) throw new Error(`${sender.label}: ${result.fault}`)
      const flow = find('flow', sender.flow_id)
      const { essence } = result.sdp
      expect(essence.mediaType?.toLowerCase()).toBe(flow?.media_type?.toLowerCase())
      if (flow?.frame_width !== null) expect(essence.width).toBe(flow?.frame_width)
      expect(essence.format).toBe(formatOf(flow?.format ?? ''))
    }
    expect(files).toBeGreaterThan(20)
  })

  it('has constraints with as many legs as staged and active', async () => {
    for (const receiver of all('receiver').filter(controllable)) {
      const connection = connectionOf(receiver).receiver(receiver.id)
      const [constraints, staged, active, type] = await Promise.all([
        connection.constraints(),
        connection.staged(),
        connection.active(),
        connection.transportType(),
      ])
      expect(staged.legs).toHaveLength(constraints.length)
      expect(active.legs).toHaveLength(constraints.length)
      if (type !== null) expect(transportName(type)).toBe(transportName(receiver.transport))
    }
  })

  it('takes a connection that fits, and gives it up again', async () => {
    const taken = new Set<string>()
    for (const sender of all('sender').filter(controllable)) {
      const flow = find('flow', sender.flow_id)
      const stream = { sender, flow, source: find('source', flow?.source_id ?? null), sdp: null }
      const name = `${transportName(sender.transport)} ${flow?.media_type ?? ''}`
      if (taken.has(name)) continue
      const outgoing = connectionOf(sender).sender(sender.id)
      const active = await outgoing.active()
      if (!active.masterEnable) continue
      const file = await outgoing.transportFile()
      const sdp = file.present ? readSdp(file.data) : null
      const known = { ...stream, sdp: sdp?.ok === true ? sdp.sdp : null }
      const receiver = all('receiver').find((one) => controllable(one) && receiverAccepts(one, known).ok)
      if (receiver === undefined) continue
      taken.add(name)

      const incoming = connectionOf(receiver).receiver(receiver.id)
      const constraints = await incoming.constraints()
      const mapped = receiverParamsFromSender(sender.transport, active.legs)
      const legs = known.sdp?.legs.map(legParams) ?? (mapped.ok ? mapped.legs : [])
      const transport_params = receiverLegs(constraints, {
        stream: legs,
        hasFile: file.present,
        leg: null,
        isAnyOff: false,
      })
      await incoming.patchStaged({
        sender_id: sender.id,
        master_enable: true,
        activation: { mode: 'activate_immediate' },
        ...(file.present ? { transport_file: { data: file.data, type: file.type } } : {}),
        ...(transport_params === null ? {} : { transport_params }),
      })
      expect(await incoming.active()).toMatchObject({ peerId: sender.id, masterEnable: true })

      await incoming.patchStaged({ sender_id: null, master_enable: false, activation: { mode: 'activate_immediate' } })
      expect(await incoming.active()).toMatchObject({ peerId: null, masterEnable: false })
    }
    expect([...taken].some((name) => name.startsWith('rtp video'))).toBe(true)
    expect([...taken].some((name) => name.startsWith('rtp audio'))).toBe(true)
  })

  it('is found node by node, too', async () => {
    const node = lab.nodes[0]
    if (node === undefined) throw new Error('the lab has no node')
    const api = await openNodeApi(http, node.url)
    for (const kind of RESOURCE_KINDS) {
      for (const json of await api.list(kind)) {
        const result = readResource(kind, json)
        expect(result.ok && plant.has(result.resource.id)).toBe(true)
      }
    }
  })
})
