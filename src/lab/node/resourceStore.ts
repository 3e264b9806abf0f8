import type { ResourceId } from '../identity'
import type {
  DeviceResource,
  FlowResource,
  NodeResource,
  ReceiverResource,
  Resource,
  ResourceCore,
  ResourceType,
  SenderResource,
  SourceResource,
} from './resources'
import type { TaiClock } from '../time/tai'

export type ResourceChange = { readonly type: ResourceType; readonly id: ResourceId; readonly removed: boolean }

/**
 * The resources of one node. Entries are never changed in place: a change is a new object with a new `version`
 * (IS-04 v1.3 §APIs: Common Keys – version), and is told to the one listener.
 */
export class ResourceStore {
  readonly devices = new Map<ResourceId, DeviceResource>()
  readonly sources = new Map<ResourceId, SourceResource>()
  readonly flows = new Map<ResourceId, FlowResource>()
  readonly senders = new Map<ResourceId, SenderResource>()
  readonly receivers = new Map<ResourceId, ReceiverResource>()
  private listener: ((change: ResourceChange) => void) | undefined

  constructor(
    private node: NodeResource,
    private readonly tai: TaiClock,
  ) {}

  get self(): NodeResource {
    return this.node
  }

  /** Tells `listener` of each later change; the returned function ends it. */
  onChange(listener: (change: ResourceChange) => void): () => void {
    this.listener = listener
    return () => {
      this.listener = undefined
    }
  }

  /** Puts a resource that comes with its version, without telling anyone. */
  add(resource: Resource): void {
    switch (resource.type) {
      case 'node':
        this.node = resource.data
        return
      case 'device':
        this.devices.set(resource.data.id, resource.data)
        return
      case 'source':
        this.sources.set(resource.data.id, resource.data)
        return
      case 'flow':
        this.flows.set(resource.data.id, resource.data)
        return
      case 'sender':
        this.senders.set(resource.data.id, resource.data)
        return
      case 'receiver':
        this.receivers.set(resource.data.id, resource.data)
    }
  }

  get(type: ResourceType, id: ResourceId): Resource | undefined {
    if (type === 'node') return id === this.node.id ? { type, data: this.node } : undefined
    if (type === 'device') return found(this.devices.get(id), (data) => ({ type, data }))
    if (type === 'source') return found(this.sources.get(id), (data) => ({ type, data }))
    if (type === 'flow') return found(this.flows.get(id), (data) => ({ type, data }))
    if (type === 'sender') return found(this.senders.get(id), (data) => ({ type, data }))
    return found(this.receivers.get(id), (data) => ({ type, data }))
  }

  /** The resource with this id, of whatever kind. */
  find(id: ResourceId): Resource | undefined {
    for (const type of ['node', 'device', 'sender', 'receiver', 'source', 'flow'] as const) {
      const resource = this.get(type, id)
      if (resource !== undefined) return resource
    }
    return undefined
  }

  updateDevice(id: ResourceId, change: Partial<DeviceResource>): void {
    const old = this.devices.get(id)
    if (old === undefined) return
    this.devices.set(id, { ...old, ...change, version: this.tai.version() })
    this.tell('device', id, false)
  }

  updateSender(id: ResourceId, change: Partial<SenderResource>): void {
    const old = this.senders.get(id)
    if (old === undefined) return
    this.senders.set(id, { ...old, ...change, version: this.tai.version() })
    this.tell('sender', id, false)
  }

  updateReceiver(id: ResourceId, change: Partial<ReceiverResource>): void {
    const old = this.receivers.get(id)
    if (old === undefined) return
    this.receivers.set(id, { ...old, ...change, version: this.tai.version() })
    this.tell('receiver', id, false)
  }

  /** Changes label, description or tags of any resource; false where there is none with this id. */
  describe(id: ResourceId, change: Partial<Pick<ResourceCore, 'label' | 'description' | 'tags'>>): boolean {
    const resource = this.find(id)
    if (resource === undefined) return false
    const changed = { ...resource, data: { ...resource.data, ...change, version: this.tai.version() } } as Resource
    this.add(changed)
    this.tell(resource.type, id, false)
    return true
  }

  /** Takes a sender or receiver away and out of its device's lists; false where there is none with this id. */
  remove(id: ResourceId): boolean {
    const type = this.senders.has(id) ? 'sender' : this.receivers.has(id) ? 'receiver' : undefined
    if (type === undefined) return false
    const deviceId = (this.senders.get(id) ?? this.receivers.get(id))?.device_id ?? ''
    this.senders.delete(id)
    this.receivers.delete(id)
    this.tell(type, id, true)
    const device = this.devices.get(deviceId)
    if (device !== undefined) {
      this.updateDevice(deviceId, {
        senders: device.senders.filter((other) => other !== id),
        receivers: device.receivers.filter((other) => other !== id),
      })
    }
    return true
  }

  /** Everything, parents before children: the order of registration (IS-04 v1.3 §Behaviour: Registration). */
  *all(): Generator<Resource> {
    yield { type: 'node', data: this.node }
    for (const data of this.devices.values()) yield { type: 'device', data }
    for (const data of this.sources.values()) yield { type: 'source', data }
    for (const data of this.flows.values()) yield { type: 'flow', data }
    for (const data of this.senders.values()) yield { type: 'sender', data }
    for (const data of this.receivers.values()) yield { type: 'receiver', data }
  }

  private tell(type: ResourceType, id: ResourceId, removed: boolean): void {
    this.listener?.({ type, id, removed })
  }
}

function found<T>(data: T | undefined, wrap: (data: T) => Resource): Resource | undefined {
  return data === undefined ? undefined : wrap(data)
}
