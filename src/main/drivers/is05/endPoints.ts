import type { Id } from '../../../contract'
import {
  type Connection,
  type ConnectionApi,
  type SenderConnection,
  createConnectionApi,
} from '../../nmos/connectionApi'
import type { ReceiverPatch } from '../../nmos/connectionTypes'
import type { NmosHttp } from '../../nmos/http'
import type { Device } from '../../nmos/resources'
import { controlsOf } from '../../nmos/urn'
import type { EntryOf, PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import { fault } from './deviceFault'

export type SenderEndPoint = {
  readonly entry: EntryOf<'sender'>
  readonly name: string
  /** Null: its device offers no Connection API; it may still have a manifest. */
  readonly connection: SenderConnection | null
}
export type ReceiverEndPoint = {
  readonly entry: EntryOf<'receiver'>
  readonly name: string
  readonly connection: Connection<ReceiverPatch>
}

/** The ends of a route with the Connection API of their devices. */
export type EndPoints = {
  /** @throws StepFault when the plant has it no more */
  readonly sender: (id: Id) => SenderEndPoint
  /** @throws StepFault when the plant has it no more, or its device no Connection API */
  readonly receiver: (id: Id) => ReceiverEndPoint
}

/** A device keeps its Connection API, and the way that worked last, until its resource changes. */
export function createEndPoints(http: NmosHttp, plant: PlantView): EndPoints {
  const apis = new WeakMap<Device, ConnectionApi>()

  function apiOf(deviceId: Id | null): ConnectionApi | null {
    const device = deviceId === null ? undefined : plant.entry('device', deviceId)
    if (device === undefined) return null
    const known = apis.get(device.resource)
    if (known !== undefined) return known
    const controls = controlsOf(device.resource, 'sr-ctrl')
    if (controls.length === 0) return null
    const api = createConnectionApi(http, controls, entryName(device))
    apis.set(device.resource, api)
    return api
  }

  return {
    sender(id) {
      const entry = plant.entry('sender', id)
      if (entry === undefined) throw fault('UNKNOWN_SENDER', `The plant has no sender ${id} any more.`)
      const connection = apiOf(entry.resource.device_id)?.sender(id) ?? null
      return { entry, name: entryName(entry), connection }
    },
    receiver(id) {
      const entry = plant.entry('receiver', id)
      if (entry === undefined) throw fault('UNKNOWN_RECEIVER', `The plant has no receiver ${id} any more.`)
      const connection = apiOf(entry.resource.device_id)?.receiver(id)
      if (connection === undefined) {
        throw fault('NOT_CONTROLLABLE', `The device of ${entryName(entry)} offers no Connection API any more.`)
      }
      return { entry, name: entryName(entry), connection }
    },
  }
}
