import type { LightDevice, LightReceiver, LightSender, Route } from '../../../../src/contract'

const place = { site: 'Riverside', room: 'Studio A' }

export const device = (id: string): LightDevice => ({
  kind: 'device',
  id,
  label: id,
  alias: null,
  status: 'online',
  ...place,
  parent: null,
  controllable: true,
})

export const sender = (id: string, over: Partial<LightSender> = {}): LightSender => ({
  kind: 'sender',
  id,
  label: id,
  alias: null,
  status: 'online',
  ...place,
  parent: 'D',
  format: 'video',
  transport: 'rtp',
  active: true,
  group: null,
  ...over,
})

export const off: Route = { active: false, senderId: null, inferred: false }
export const on = (senderId: string | null): Route => ({ active: true, senderId, inferred: false })

export const receiver = (id: string, route: Route, over: Partial<LightReceiver> = {}): LightReceiver => ({
  kind: 'receiver',
  id,
  label: id,
  alias: null,
  status: 'online',
  ...place,
  parent: 'D',
  format: 'video',
  transport: 'rtp',
  controllable: true,
  route,
  group: null,
  lock: null,
  booking: null,
  ...over,
})
