import { createDecoder } from '../ndi/decoder'
import type { NdiSources } from '../ndi/ndiSources'
import { createProcessor, type Processor, type ProcessorFaults } from '../nvr/processor'
import type { ProcessorConfig } from '../nvr/processorConfig'
import type { Clock } from '../time/clock'
import type { BrokerAccess } from './brokerAccess'
import type { DeviceOptions } from './deviceOptions'
import type { PlannedDevice } from './devicePlan'
import { deviceTopics } from './deviceTopics'
import { createVirtualDevice, type DeviceIdentity, type VirtualDevice } from './virtualDevice'

/** A device of the plant, with what only its kind has. */
export type PlantDevice =
  | { readonly kind: 'ndi'; readonly device: VirtualDevice }
  | {
      readonly kind: 'nvr'
      readonly device: VirtualDevice
      readonly config: () => ProcessorConfig
      readonly faults: ProcessorFaults
    }

export type MqttPlantOptions = {
  readonly access: BrokerAccess
  readonly devices: DeviceOptions
  readonly sources: NdiSources
  readonly clock: Clock
  readonly report: (text: string) => void
}

/** The MQTT devices of the plant. */
export type MqttPlant = {
  /** Where they are, without user and password. */
  readonly brokerUrl: string
  readonly prefix: string
  readonly streamServer: string
  readonly sources: NdiSources
  readonly devices: () => readonly PlantDevice[]
  readonly device: (id: string) => PlantDevice | undefined
  /** Connects a device; false where one has its id already. Rejects where the broker refuses it. */
  readonly add: (planned: PlannedDevice) => Promise<boolean>
  /** Ends a device cleanly; `forgotten` takes what is retained of it away too. False where there is none. */
  readonly remove: (id: string, forgotten: boolean) => Promise<boolean>
  readonly stop: () => Promise<void>
}

export function createMqttPlant(options: MqttPlantOptions): MqttPlant {
  const { access, sources } = options
  const { prefix, streamServer } = options.devices
  const devices = new Map<string, PlantDevice>()
  return {
    brokerUrl: access.url,
    prefix,
    streamServer,
    sources,
    devices: () => [...devices.values()],
    device: (id) => devices.get(id),
    async add(planned) {
      const { id } = planned.identity
      if (devices.has(id)) return false
      const made = planned.kind === 'ndi' ? decoderOf(planned.identity, options) : processorOf(planned, options)
      devices.set(id, made)
      try {
        await made.device.open()
        return true
      } catch (error) {
        devices.delete(id)
        await made.device.close(false)
        throw error
      }
    },
    async remove(id, forgotten) {
      const gone = devices.get(id)
      devices.delete(id)
      await gone?.device.close(forgotten)
      return gone !== undefined
    },
    async stop() {
      const all = [...devices.values()]
      devices.clear()
      await Promise.all(all.map(({ device }) => device.close(false)))
    },
  }
}

function decoderOf(identity: DeviceIdentity, options: MqttPlantOptions): PlantDevice {
  const topics = deviceTopics(options.devices.prefix, identity.id)
  const device = createVirtualDevice({
    ...sharedBy(identity, options),
    body: (voice) => createDecoder(identity.id, topics, options.sources, voice),
  })
  return { kind: 'ndi', device }
}

function processorOf(
  planned: Extract<PlannedDevice, { readonly kind: 'nvr' }>,
  options: MqttPlantOptions,
): PlantDevice {
  const { identity, start } = planned
  const { restartMs, streamServer } = options.devices
  const faults: ProcessorFaults = { brokenModels: new Set(), restartMs }
  let config: Processor['config'] = () => start
  const device = createVirtualDevice({
    ...sharedBy(identity, options),
    body: (voice) => {
      const processor = createProcessor({ clientId: identity.id, start, streamServer, faults, voice })
      config = processor.config
      return processor.body
    },
  })
  return { kind: 'nvr', device, config: () => config(), faults }
}

const sharedBy = (identity: DeviceIdentity, { access, devices, clock, report }: MqttPlantOptions) => ({
  identity,
  access,
  prefix: devices.prefix,
  heartbeatMs: devices.heartbeatMs,
  clock,
  report,
})
