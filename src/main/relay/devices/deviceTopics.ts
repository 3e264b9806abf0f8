/** Where the devices of a broker are heard, and spoken to. */
export type DeviceTopics = {
  /** Filters of what devices say of themselves, retained. */
  readonly metas: string
  readonly statuses: string
  /** Where the registry is published, retained. */
  readonly registry: string
  /** Where a module of a device takes commands. */
  readonly command: (deviceId: string, module: string) => string
  /** Filter of the answers of a module on all devices. */
  readonly answers: (module: string) => string
  /** What a topic of a device is about; null where it is none. */
  readonly read: (topic: string) => DeviceTopic | null
}

/** `leaf`: the levels after the id, `meta`, `status`, `ndi/evt`. */
export type DeviceTopic = { readonly deviceId: string; readonly leaf: string }

/** `<prefix>/device/<id>/…` and `<prefix>/orchestrator/registry`. */
export function deviceTopics(prefix: string): DeviceTopics {
  const bare = prefix.replace(/\/+$/, '')
  const base = bare === '' ? '' : `${bare}/`
  const devices = `${base}device/`
  return {
    metas: `${devices}+/meta`,
    statuses: `${devices}+/status`,
    registry: `${base}orchestrator/registry`,
    command: (deviceId, module) => `${devices}${deviceId}/${module}/cmd`,
    answers: (module) => `${devices}+/${module}/evt`,
    read(topic) {
      if (!topic.startsWith(devices)) return null
      const slash = topic.indexOf('/', devices.length)
      if (slash < 0) return null
      return { deviceId: topic.slice(devices.length, slash), leaf: topic.slice(slash + 1) }
    },
  }
}
