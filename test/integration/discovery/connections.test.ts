import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Lab, startLab } from '../../../src/lab/lab'
import { createConnectionApi } from '../../../src/main/nmos/connectionApi'
import type { ConnectionState } from '../../../src/main/nmos/connectionTypes'
import { createNmosHttp, type NmosHttp } from '../../../src/main/nmos/http'
import { receiverParamsFromSender } from '../../../src/main/nmos/transportParams'
import { controlsOf } from '../../../src/main/nmos/urn'
import { type Watch, input, order, reaches, until, watch } from './watch'

let lab: Lab
let http: NmosHttp
let watched: Watch | undefined

beforeEach(async () => {
  lab = await startLab({})
  http = createNmosHttp({})
})

afterEach(async () => {
  await watched?.stop()
  watched = undefined
  http.close()
  await lab.stop()
})

async function follow(): Promise<Watch> {
  watched = await watch([input({ queryUrl: lab.registry.url })])
  await reaches(watched, 'live')
  return watched
}

/** Connects as a controller does that names no sender: by its parameters alone. */
async function connectUnnamed({ plant }: Watch, senderId: string, receiverId: string): Promise<void> {
  const apiOf = (kind: 'sender' | 'receiver', id: string) => {
    const resource = plant.get(id)?.resource
    const device = plant.entry('device', resource?.kind === kind ? (resource.device_id ?? '') : '')?.resource
    if (device === undefined) throw new Error('there is no such device')
    return createConnectionApi(http, controlsOf(device, 'sr-ctrl'), device.label)
  }
  const sent = await apiOf('sender', senderId).sender(senderId).active()
  const params = receiverParamsFromSender('urn:x-nmos:transport:rtp', sent.legs)
  if (!params.ok) throw new Error(params.fault)
  const target = apiOf('receiver', receiverId).receiver(receiverId)
  const { length } = await target.constraints()
  await target.patchStaged({
    sender_id: null,
    master_enable: true,
    activation: { mode: 'activate_immediate' },
    transport_params: Array.from({ length }, (_, i) => params.legs[i] ?? { rtp_enabled: false }),
  })
}

const requests = async (): Promise<readonly { path: string }[]> =>
  (await (await fetch(`${lab.control.url}/requests`)).json()) as readonly { path: string }[]

describe('connections', () => {
  it('are not asked for where IS-04 says them', async () => {
    await fetch(`${lab.control.url}/requests`, { method: 'DELETE' })
    const { plant } = await follow()
    expect(plant.counts().routes).toBeGreaterThan(5)
    await new Promise((resolve) => setTimeout(resolve, 500))
    const clear = [...plant.all('receiver')].filter(({ resource }) => resource.subscription.sender_id !== null)
    const asked = JSON.stringify(await requests())
    expect(clear.filter(({ id }) => asked.includes(id))).toEqual([])
  })

  it('without a name are traced to the sender by what is received', async () => {
    const watching = await follow()
    const [senderId, receiverId] = [lab.plant.sender('CAM 2'), lab.plant.receiver('MON 1')]
    await connectUnnamed(watching, senderId, receiverId)
    const connection = () => watching.plant.entry('receiver', receiverId)?.connection
    await until(() => connection()?.inferred === true, connection)
    expect(connection()).toMatchObject({ active: true, senderId })
    expect(connection()?.legs[0]?.multicast).toMatch(/^2\d\d\./)
    expect(watching.plant.receiversOfSender(senderId).map(({ id }) => id)).toContain(receiverId)
  })

  it('are traced at the start, too', async () => {
    const [senderId, receiverId] = [lab.plant.sender('CAM 2'), lab.plant.receiver('MON 1')]
    const first = await follow()
    await connectUnnamed(first, senderId, receiverId)
    await first.stop()
    const { plant } = await follow()
    await until(() => plant.entry('receiver', receiverId)?.connection?.senderId === senderId)
    expect(plant.entry('receiver', receiverId)?.connection?.inferred).toBe(true)
  })

  it('have their legs after a change', async () => {
    const { plant } = await follow()
    const [senderId, receiverId] = [lab.plant.sender('CAM 2'), lab.plant.receiver('MON 1')]
    await order(lab, 'route', { receiverId, senderId })
    await until(() => (plant.entry('receiver', receiverId)?.connection?.legs.length ?? 0) > 0)
    expect(plant.entry('receiver', receiverId)?.connection).toMatchObject({ active: true, senderId, inferred: false })
  })

  it('have their legs after a change of ours that nobody read back', async () => {
    const { plant, discovery } = await follow()
    const [senderId, receiverId] = [lab.plant.sender('CAM 2'), lab.plant.receiver('MON 1')]
    discovery.noteOwn(receiverId, senderId)
    await order(lab, 'route', { receiverId, senderId })
    await until(() => (plant.entry('receiver', receiverId)?.connection?.legs.length ?? 0) > 0)
    expect(plant.entry('receiver', receiverId)?.connection).toMatchObject({ active: true, senderId, inferred: false })
  })

  it('are not read beside us when we switch a receiver and read it back', async () => {
    const { plant, discovery } = await follow()
    const [senderId, receiverId] = [lab.plant.sender('CAM 2'), lab.plant.receiver('MON 1')]
    await fetch(`${lab.control.url}/requests`, { method: 'DELETE' })
    discovery.noteOwn(receiverId, senderId)
    const readBack = new Promise<void>((resolve) => {
      const stop = plant.subscribe(({ updated }) => {
        const [, to] = updated.find(([, { id }]) => id === receiverId) ?? []
        if (to?.resource.kind !== 'receiver' || to.resource.subscription.sender_id !== senderId) return
        stop()
        plant.setActive(receiverId, { ...ACTIVE, peerId: senderId }, to.resource.version)
        resolve()
      })
    })
    await order(lab, 'route', { receiverId, senderId })
    await readBack
    await new Promise((resolve) => setTimeout(resolve, 500))
    const read = (await requests()).filter(({ path }) => path.endsWith(`/receivers/${receiverId}/active`))
    expect(read).toEqual([])
    expect(plant.entry('receiver', receiverId)?.connection).toMatchObject({ active: true, senderId })
  })
})

/** What a device says in `/active`. */
const ACTIVE: ConnectionState = {
  peerId: null,
  masterEnable: true,
  activation: { mode: null, requested_time: null, activation_time: null },
  legs: [{ rtp_enabled: true }],
  transportFile: null,
  raw: {},
}
