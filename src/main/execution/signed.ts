import type { Actor } from '../../contract'
import type { PlannedChange } from '../drivers/driver'
import { MQTT } from '../drivers/mqtt/mqttDriver'
import { withOwner } from './holds/holdChange'

/** A planned change with who asks, where that matters: who owns what is locked, whom a device on MQTT is told of. */
export function signed(change: PlannedChange, actor: Actor): PlannedChange {
  if (change.driver === MQTT) return { ...change, after: { ...change.after, actor: actor.name } }
  return withOwner(change, actor)
}
