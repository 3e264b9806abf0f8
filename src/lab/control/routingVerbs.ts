import { z } from 'zod'
import { foreignRoute, foreignSender } from './secondController'
import { verb, type Verb } from './verb'

/** What another controller does behind our back; the answer is the device's. */
export const routingVerbs: readonly Verb[] = [
  verb(
    'route',
    '{"receiverId": "…", "senderId": "…" | null}',
    'A second controller connects or disconnects a receiver by a real PATCH',
    z.strictObject({ receiverId: z.string(), senderId: z.string().nullable() }),
    (world, body) => foreignRoute(world, body.receiverId, body.senderId),
  ),
  verb(
    'sender',
    '{"senderId": "…", "active": false}',
    'A second controller switches a sender on or off by a real PATCH',
    z.strictObject({ senderId: z.string(), active: z.boolean() }),
    (world, body) => foreignSender(world, body.senderId, body.active),
  ),
]
