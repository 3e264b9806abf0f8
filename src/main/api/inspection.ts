import type { Inspection } from '../../contract'
import { type Connection, type SenderConnection, createConnectionApi } from '../nmos/connectionApi'
import type { ConnectionState } from '../nmos/connectionTypes'
import { NmosHttpError } from '../nmos/nmosHttpError'
import type { RequestOptions } from '../nmos/http'
import { fetchTransportFile } from '../nmos/transportFile'
import { controlsOf } from '../nmos/urn'
import { unitOf } from '../plant/deviceIds'
import type { PlantEntry, PlantView } from '../plant/plant'
import { legsOf } from '../plant/streams'
import { summaryOf } from '../plant/views'
import { timestamp } from '../telemetry/clock'
import type { ApiParts } from './apiParts'

type Parts = { readonly plant: PlantView } & Pick<ApiParts, 'http' | 'clock' | 'devices'>
type Reading = Pick<Inspection, 'legs' | 'staged' | 'active' | 'constraints' | 'transportFile' | 'fault'>

/** How long a device is given, ms. */
const LIMIT_MS = 5000

/**
 * A resource as its witnesses hold it and, for senders and receivers, what its device says of it now (IS-05 v1.1
 * `/single`), or has said by itself over MQTT. All is read at once; what cannot be read is named in `fault`, the rest is there.
 */
export async function inspectResource(
  entry: PlantEntry,
  parts: Parts,
  signal: AbortSignal | undefined,
): Promise<Inspection> {
  const { plant, clock } = parts
  const reading = await readDevice(entry, parts, limited(signal))
  return {
    kind: entry.kind,
    id: entry.id,
    resource: { ...entry.resource.raw },
    witnesses: [...entry.witnesses].map(([id, { seenAt }]) => {
      const { kind, label } = plant.witness(id) ?? { kind: 'registry' as const, label: id }
      return { id, kind, label, seenAt: timestamp(seenAt) }
    }),
    summary: summaryOf(entry, plant),
    ...reading,
    readAt: timestamp(clock.now()),
  }
}

function limited(signal: AbortSignal | undefined): RequestOptions {
  const limit = AbortSignal.timeout(LIMIT_MS)
  return { timeoutMs: LIMIT_MS, signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) }
}

const NOTHING: Reading = { legs: [], staged: null, active: null, constraints: null, transportFile: null, fault: null }

async function readDevice(entry: PlantEntry, parts: Parts, options: RequestOptions): Promise<Reading> {
  const { plant, http } = parts
  const { resource } = entry
  if (resource.kind !== 'sender' && resource.kind !== 'receiver') return NOTHING
  if (isOnBroker(entry, plant)) return saidByItself(entry, parts)
  const { kind, id } = resource
  const legs = [...(entry.connection?.legs ?? [])]
  const device = plant.entry('device', resource.device_id ?? '')?.resource
  if (device === undefined) return { ...NOTHING, legs, fault: 'Its device is not known, so it cannot be asked.' }
  const endpoints = controlsOf(device, 'sr-ctrl')
  if (endpoints.length === 0) {
    return { ...NOTHING, legs, fault: `${device.label} offers no Connection API (IS-05), so it cannot be asked.` }
  }

  const api = createConnectionApi(http, endpoints, device.label)
  const connection: Connection = kind === 'sender' ? api.sender(id) : api.receiver(id)
  const [staged, active, constraints, file] = await Promise.all([
    attempt('staged', () => connection.staged(options)),
    attempt('active', () => connection.active(options)),
    attempt('constraints', () => connection.constraints(options)),
    kind === 'sender'
      ? attempt('transport file', () => senderFile(api.sender(id), resource.manifest_href, http, options))
      : { value: null, fault: null },
  ])
  const faults = [staged, active, constraints, file].flatMap(({ fault }) => fault ?? [])
  return {
    legs: active.value === null ? legs : [...legsOf(kind, active.value)],
    staged: staged.value?.raw ?? null,
    active: active.value?.raw ?? null,
    constraints: constraints.value,
    transportFile: kind === 'sender' ? file.value : receiverFile(active.value),
    fault: faults.length === 0 ? null : [...new Set(faults)].join(' '),
  }
}

/** Shown by a broker or a module alone: no Connection API is to be asked. */
function isOnBroker({ witnesses }: PlantEntry, plant: PlantView): boolean {
  const kinds = [...witnesses.keys()].map((id) => plant.witness(id)?.kind)
  return kinds.length > 0 && kinds.every((kind) => kind === 'broker')
}

/** A device on MQTT is not asked: it says by itself how it is, and said it last like this. */
function saidByItself({ id }: PlantEntry, { devices }: Pick<Parts, 'devices'>): Reading {
  const unit = unitOf(id)
  const device = unit === null ? undefined : devices.get(unit.deviceId)
  if (unit === null || device === undefined) return NOTHING
  return { ...NOTHING, active: device.state[unit.module] ?? null, fault: device.problem }
}

async function senderFile(
  connection: SenderConnection,
  manifest: string | null,
  http: Parts['http'],
  options: RequestOptions,
): Promise<string | null> {
  const file = await connection.transportFile(options)
  if (file.present) return file.data
  if (manifest === null || manifest === '') return null
  const published = await fetchTransportFile(http, manifest, options)
  return published.present ? published.data : null
}

function receiverFile(active: ConnectionState | null): string | null {
  return active?.transportFile?.data ?? null
}

type Attempt<T> = { readonly value: T | null; readonly fault: string | null }

async function attempt<T>(what: string, read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await read(), fault: null }
  } catch (error) {
    if (!(error instanceof NmosHttpError)) throw error
    const words = error.kind === 'aborted' ? 'it did not answer in time.' : error.message
    return { value: null, fault: `Its ${what} could not be read: ${words}` }
  }
}
