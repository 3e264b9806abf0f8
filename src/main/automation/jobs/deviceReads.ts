import type { Id } from '../../../contract'
import { type ConnectionApi, createConnectionApi } from '../../nmos/connectionApi'
import type { NmosHttp, RequestOptions } from '../../nmos/http'
import { NmosHttpError } from '../../nmos/nmosHttpError'
import { controlsOf } from '../../nmos/urn'
import type { EntryOf, PlantView } from '../../plant/plant'

/** What was read, or why it could not be, in the device's words. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string }

/** Reads from many devices, a few at once and of one node fewer: looking must not get in the way of a take. */
export type DeviceReads = {
  /** The Connection API of a sender's or receiver's device; null: it offers none, or is not known. */
  readonly apiOf: (port: EntryOf<'sender'> | EntryOf<'receiver'>) => ConnectionApi | null
  /** The node that a port is on, else an empty text. */
  readonly nodeOf: (port: EntryOf<'sender'> | EntryOf<'receiver'>) => Id
  /** Does `read` for each in turn; fulfilled when all are done, or the signal has ended it. */
  readonly each: <T>(
    items: readonly T[],
    groupOf: (item: T) => string,
    read: (item: T) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>
  readonly options: (signal: AbortSignal) => RequestOptions
}

const AT_ONCE = 24
const OF_ONE_NODE = 2

export function createDeviceReads(parts: {
  readonly plant: PlantView
  readonly http: NmosHttp
  /** One request to a device, ms. */
  readonly requestMs: () => number
}): DeviceReads {
  const { plant, http, requestMs } = parts
  return {
    apiOf({ resource }) {
      const device = plant.entry('device', resource.device_id ?? '')?.resource
      if (device === undefined) return null
      const endpoints = controlsOf(device, 'sr-ctrl')
      return endpoints.length === 0 ? null : createConnectionApi(http, endpoints, device.label)
    },
    nodeOf: ({ resource }) => plant.entry('device', resource.device_id ?? '')?.resource.node_id ?? '',
    async each(items, groupOf, read, signal) {
      const groups = new Map<string, (typeof items)[number][]>()
      for (const item of items) {
        const group = groupOf(item)
        const own = groups.get(group)
        if (own === undefined) groups.set(group, [item])
        else own.push(item)
      }
      // Each hand at a node takes what is next there: a dead node holds its own hands and no others.
      const hands = [...groups.values()].flatMap((own) => {
        const rest = own.values()
        return Array.from({ length: Math.min(OF_ONE_NODE, own.length) }, () => rest)
      })
      const waiting = hands.values()
      const work = async (): Promise<void> => {
        for (const rest of waiting) {
          for (const item of rest) {
            if (signal.aborted) return
            await read(item)
          }
        }
      }
      const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
      const failed = ends.find((end) => end.status === 'rejected')
      if (failed !== undefined && !signal.aborted) throw failed.reason
    },
    options: (signal) => ({ timeoutMs: requestMs(), signal }),
  }
}

/** What a device does wrong is a value; what is wrong here is thrown. */
export async function attempt<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { ok: true, value: await read() }
  } catch (error) {
    if (!(error instanceof NmosHttpError)) throw error
    return { ok: false, why: error.message }
  }
}
