import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errors } from './errors'
import { Id } from './primitives'
import { Lease, LeaseInput, LeaseSeconds, RelayModule, RelayModulePatch } from './relay'

const door = oc.errors(errors)
const byId = z.object({ id: Id })

/** Who has reserved which device of a module. */
export const leases = {
  list: door.route({ method: 'GET', path: '/leases', tags: ['Leases'] }).output(z.object({ items: z.array(Lease) })),
  /** One that the asker has already begins anew. */
  create: door
    .route({ method: 'POST', path: '/leases', successStatus: 201, tags: ['Leases'] })
    .input(LeaseInput)
    .output(Lease),
  /** By its owner: from now on for so long. */
  renew: door
    .route({ method: 'POST', path: '/leases/{id}/renew', successStatus: 200, tags: ['Leases'] })
    .input(byId.extend({ leaseS: LeaseSeconds }))
    .output(Lease),
  /** By its owner; somebody else's needs the role engineer, and a reason. */
  release: door
    .route({ method: 'DELETE', path: '/leases/{id}', tags: ['Leases'] })
    .input(byId.extend({ reason: z.string().max(200).default('') }))
    .output(z.object({ done: z.literal(true) })),
}

const byName = z.object({ name: z.string().min(1).max(100) })

/** The kinds of MQTT devices that Signalbox knows. */
export const modules = {
  list: door
    .route({ method: 'GET', path: '/modules', tags: ['Modules'] })
    .output(z.object({ items: z.array(RelayModule) })),
  get: door
    .route({ method: 'GET', path: '/modules/{name}', tags: ['Modules'] })
    .input(byName)
    .output(RelayModule),
  /** Switched off and on again a module of the plug-in folder is read anew. Settings are replaced whole. */
  update: door
    .route({ method: 'PATCH', path: '/modules/{name}', tags: ['Modules'] })
    .input(RelayModulePatch.extend(byName.shape))
    .output(RelayModule),
}
