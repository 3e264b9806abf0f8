/** Where a device speaks and listens. */
export type DeviceTopics = {
  /** Retained: who it is. */
  readonly meta: string
  /** Retained: how it is. */
  readonly status: string
  readonly commands: (module: string) => string
  readonly events: (module: string) => string
}

/** `<prefix>/device/<id>/…`; the prefix is `/lab` where nobody wished otherwise. */
export function deviceTopics(prefix: string, deviceId: string): DeviceTopics {
  const base = `${prefix.replace(/\/+$/, '')}/device/${deviceId}`
  return {
    meta: `${base}/meta`,
    status: `${base}/status`,
    commands: (module) => `${base}/${module}/cmd`,
    events: (module) => `${base}/${module}/evt`,
  }
}
