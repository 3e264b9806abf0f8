import type { Change, Id } from '../../../contract'
import {
  type Connection,
  type ConnectionApi,
  type SenderConnection,
  createConnectionApi,
} from '../../nmos/connectionApi'
import type { ConnectionSide, ReceiverPatch } from '../../nmos/connectionTypes'
import type { NmosHttp } from '../../nmos/http'
import type { Device } from '../../nmos/resources'
import { controlsOf } from '../../nmos/urn'
import type { EntryOf, PlantView } from '../../plant/plant'
import { entryName } from '../../policy/entryName'
import { fault } from './deviceFault'
import type { EndPointPatch } from './staging'

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

/** What a change is about, whichever side it is. */
export type TargetEndPoint = {
  readonly side: ConnectionSide
  readonly connection: Connection<EndPointPatch>
  readonly api: ConnectionApi
  /** Devices with the same addresses share one Connection API. */
  readonly apiKey: string
}

/** The ends of a route with the Connection API of their devices. */
export type EndPoints = {
  /** @throws StepFault when the plant has it no more */
  readonly sender: (id: Id) => SenderEndPoint
  /** @throws StepFault when the plant has it no more, or its device no Connection API */
  readonly receiver: (id: Id) => ReceiverEndPoint
  /** @throws StepFault when the plant has it no more, or its device no Connection API */
  readonly target: (target: Change['target']) => TargetEndPoint
}

type Offered = { readonly api: ConnectionApi; readonly key: string }

/** A device keeps its Connection API, and the way that worked last, until its resource changes. */
export function createEndPoints(http: NmosHttp, plant: PlantView): EndPoints {
  const known = new WeakMap<Device, Offered>()

  function offeredBy(deviceId: Id | null): Offered | null {
    const device = deviceId === null ? undefined : plant.entry('device', deviceId)
    if (device === undefined) return null
    const before = known.get(device.resource)
    if (before !== undefined) return before
    const controls = controlsOf(device.resource, 'sr-ctrl')
    if (controls.length === 0) return null
    const key = controls.map(({ href }) => href).join(' ')
    const offered = { api: createConnectionApi(http, controls, entryName(device)), key }
    known.set(device.resource, offered)
    return offered
  }

  function senderEntry(id: Id): EntryOf<'sender'> {
    const entry = plant.entry('sender', id)
    if (entry === undefined) throw fault('UNKNOWN_SENDER', `The plant has no sender ${id} any more.`)
    return entry
  }

  function receiverEntry(id: Id): EntryOf<'receiver'> {
    const entry = plant.entry('receiver', id)
    if (entry === undefined) throw fault('UNKNOWN_RECEIVER', `The plant has no receiver ${id} any more.`)
    return entry
  }

  function controlled(entry: EntryOf<'sender'> | EntryOf<'receiver'>): Offered {
    const offered = offeredBy(entry.resource.device_id)
    if (offered !== null) return offered
    throw fault('NOT_CONTROLLABLE', `The device of ${entryName(entry)} offers no Connection API any more.`)
  }

  return {
    sender(id) {
      const entry = senderEntry(id)
      const connection = offeredBy(entry.resource.device_id)?.api.sender(id) ?? null
      return { entry, name: entryName(entry), connection }
    },
    receiver(id) {
      const entry = receiverEntry(id)
      return { entry, name: entryName(entry), connection: controlled(entry).api.receiver(id) }
    },
    target({ kind, id }) {
      const { api, key } = controlled(kind === 'sender' ? senderEntry(id) : receiverEntry(id))
      return kind === 'sender'
        ? { side: 'senders', connection: api.sender(id), api, apiKey: key }
        : { side: 'receivers', connection: api.receiver(id), api, apiKey: key }
    },
  }
}
