import { isContractProcedure } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Role, contract } from '../../../src/contract'
import { type OpenDoor, openDoor } from './openDoor'

const ROLES: readonly Role[] = ['viewer', 'operator', 'engineer', 'admin']

/** Who may call what at least. Every procedure of the contract stands here. */
const needs: Readonly<Record<string, Role>> = {
  health: 'viewer',
  session: 'viewer',
  events: 'viewer',
  'keys.list': 'admin',
  'keys.create': 'admin',
  'keys.revoke': 'admin',
  'registries.list': 'viewer',
  'registries.create': 'engineer',
  'registries.update': 'engineer',
  'registries.remove': 'engineer',
  'brokers.list': 'viewer',
  'brokers.create': 'engineer',
  'brokers.update': 'engineer',
  'brokers.remove': 'engineer',
  'brokers.test': 'engineer',
  'leases.list': 'viewer',
  'leases.create': 'operator',
  'leases.renew': 'operator',
  'leases.release': 'operator',
  'modules.list': 'viewer',
  'modules.get': 'viewer',
  'modules.update': 'engineer',
  'mqttDevices.list': 'viewer',
  'mqttDevices.get': 'viewer',
  'mqttDevices.forget': 'operator',
  mqttTopics: 'viewer',
  'placements.get': 'viewer',
  'placements.set': 'engineer',
  'nodes.list': 'viewer',
  'nodes.get': 'viewer',
  'devices.list': 'viewer',
  'devices.get': 'viewer',
  'sources.list': 'viewer',
  'sources.get': 'viewer',
  'flows.list': 'viewer',
  'flows.get': 'viewer',
  'senders.list': 'viewer',
  'senders.get': 'viewer',
  'receivers.list': 'viewer',
  'receivers.get': 'viewer',
  topology: 'viewer',
  search: 'viewer',
  inspect: 'viewer',
  forget: 'operator',
  alias: 'operator',
  'picture.watch': 'viewer',
  'routes.candidates': 'viewer',
  takes: 'operator',
  'runs.start': 'operator',
  'runs.list': 'viewer',
  'runs.get': 'viewer',
  'runs.approve': 'operator',
  'runs.cancel': 'operator',
  'runs.resume': 'operator',
  'runs.compensate': 'operator',
  'runs.undo': 'operator',
  'runs.diff': 'viewer',
  'locks.list': 'viewer',
  'locks.create': 'operator',
  'locks.release': 'operator',
  'salvos.list': 'viewer',
  'salvos.get': 'viewer',
  'salvos.create': 'operator',
  'salvos.capture': 'operator',
  'salvos.update': 'operator',
  'salvos.remove': 'operator',
  'salvos.fire': 'operator',
  'snapshots.list': 'viewer',
  'snapshots.get': 'viewer',
  'snapshots.create': 'operator',
  'snapshots.remove': 'operator',
  'snapshots.diff': 'viewer',
  'snapshots.restore': 'operator',
  'snapshots.export': 'viewer',
  'snapshots.import': 'operator',
  'windows.list': 'viewer',
  'windows.create': 'engineer',
  'windows.update': 'engineer',
  'windows.approve': 'engineer',
  'windows.remove': 'engineer',
  'schedules.list': 'viewer',
  'schedules.get': 'viewer',
  'schedules.create': 'operator',
  'schedules.cancel': 'operator',
  'schedules.pause': 'operator',
  'schedules.resume': 'operator',
  'schedules.calendar': 'viewer',
  'playbooks.list': 'viewer',
  'playbooks.files': 'viewer',
  'playbooks.validate': 'viewer',
  'playbooks.get': 'viewer',
  'playbooks.save': 'engineer',
  'playbooks.remove': 'engineer',
  'playbooks.runs': 'operator',
  'triggers.list': 'viewer',
  'triggers.get': 'viewer',
  'triggers.create': 'engineer',
  'triggers.update': 'engineer',
  'triggers.remove': 'engineer',
  'triggers.mode': 'operator',
  'triggers.putBack': 'operator',
  'triggers.test': 'viewer',
  'triggers.history': 'viewer',
  'jobs.list': 'viewer',
  'jobs.get': 'viewer',
  'jobs.run': 'operator',
  'jobs.results': 'viewer',
  'jobs.result': 'viewer',
  'jobs.fix': 'operator',
  'recovery.list': 'viewer',
  'recovery.get': 'viewer',
  'recovery.apply': 'operator',
  'recovery.keep': 'operator',
  'impact.get': 'viewer',
  'settings.get': 'viewer',
  'settings.update': 'engineer',
  'policies.list': 'viewer',
  'policies.create': 'engineer',
  'policies.update': 'engineer',
  'policies.remove': 'engineer',
  'policies.check': 'viewer',
  'policies.files': 'viewer',
  'policies.apply': 'engineer',
  'policies.export': 'viewer',
  'tally.list': 'viewer',
  'tally.sources': 'viewer',
  'tally.learn': 'operator',
  'tallyMappings.list': 'viewer',
  'tallyMappings.create': 'engineer',
  'tallyMappings.update': 'engineer',
  'tallyMappings.remove': 'engineer',
  'audit.list': 'viewer',
  'audit.export': 'engineer',
  'audit.verify': 'admin',
}

type Procedure = { readonly name: string; readonly method: string; readonly path: string }

function proceduresIn(part: unknown, at: readonly string[]): Procedure[] {
  if (isContractProcedure(part)) {
    const { method = '', path = '' } = part['~orpc'].route
    return [
      { name: at.join('.'), method, path: path.replace('{kind}', 'sender').replace(/\{(id|receiverId)\}/, 'nobody') },
    ]
  }
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, child]) => proceduresIn(child, [...at, name]))
}

const procedures = proceduresIn(contract, [])
const STRANGERS = 50
/** What waits half a minute when it is asked for nothing. */
const BODIES: Readonly<Record<string, unknown>> = { 'tally.learn': { waitMs: 0 } }

describe('who may do what', () => {
  let door: OpenDoor
  /** A door that has counted too many strangers says 429: each has its share. */
  const closed: OpenDoor[] = []
  const secrets = new Map<Role, string>()
  beforeAll(async () => {
    door = await openDoor({})
    for (const role of ROLES) secrets.set(role, await door.keyOf(role))
    while (closed.length * STRANGERS < procedures.length) closed.push(await openDoor({}))
  })
  afterAll(() => Promise.all([door, ...closed].map((one) => one.stop())))

  /** The status of a request without a body (or the least of one), and the answer's body where it is JSON: a stream may go on. */
  async function call({ name, method, path }: Procedure, headers: Record<string, string>, at = door) {
    const ending = new AbortController()
    const given = BODIES[name]
    const answer = await fetch(`${at.url}/api/v1${path}`, {
      method,
      headers: { ...headers, ...(given === undefined ? {} : { 'content-type': 'application/json' }) },
      body: given === undefined ? null : JSON.stringify(given),
      signal: ending.signal,
    })
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
    const body: unknown = isJson ? await answer.json() : null
    ending.abort()
    return { status: answer.status, body }
  }

  it('knows every procedure of the contract', () => {
    expect(procedures.map(({ name }) => name).sort()).toEqual(Object.keys(needs).sort())
  })

  it.each(procedures)('$name is closed without a session', async (procedure) => {
    const { status, body } = await call(procedure, {}, closed[Math.floor(procedures.indexOf(procedure) / STRANGERS)])
    expect(status).toBe(401)
    expect(body).toEqual({ code: 'UNAUTHORIZED', message: expect.stringContaining('Sign in') as string, data: null })
  })

  it.each(procedures.flatMap((procedure) => ROLES.map((role) => ({ procedure, name: procedure.name, role }))))(
    '$name for a $role',
    async ({ procedure, name, role }) => {
      const wanted = needs[name] ?? 'admin'
      const { status, body } = await call(procedure, { authorization: `Bearer ${secrets.get(role) ?? ''}` })
      if (ROLES.indexOf(role) >= ROLES.indexOf(wanted)) {
        expect([200, 400, 404, 409]).toContain(status)
      } else {
        expect(status).toBe(403)
        expect(body).toMatchObject({ code: 'FORBIDDEN', data: { needs: wanted } })
      }
    },
  )
})
