import { ZodError, z } from 'zod'
import { failure, ok, type Answer, type ApiRequest, type Route } from '../node/httpApi'
import { ApiServer, noUpgrade } from '../node/httpServer'
import { Router } from '../node/router'
import { labState } from './state'
import { verbs } from './verbs'
import type { Verb } from './verb'
import { NotThere, type World } from './world'

/**
 * The hand that plays fate, over HTTP on a port of its own.
 *
 *     GET    /                      every verb with its body, in words
 *     GET    /state[?ports=true]    registry, nodes, ids, labels, ports, requests per node and method
 *     GET    /find?name=CAM 1       what has this label or key: type, id, node
 *     GET    /requests[?node=&method=&not=GET]   the last requests that nodes were sent
 *     DELETE /requests              forgets them and their counters
 *     GET    /patches               per sender and receiver: how often it was asked to change, alone or in a list
 *     POST   /{verb}                does it; 200 {"done": true, "result": …}, 400 wrong body, 404 no such thing
 */
export class ControlApi {
  private readonly server: ApiServer
  private readonly router: Router

  constructor(world: World, host: string, port: number) {
    this.router = new Router(routes(world))
    this.server = new ApiServer(host, port, (request) => this.router.answer(request), noUpgrade)
    this.host = host
  }

  private readonly host: string

  get url(): string {
    return `http://${this.host}:${String(this.server.port)}`
  }

  open(): Promise<void> {
    return this.server.open()
  }

  close(): Promise<void> {
    return this.server.close()
  }
}

function routes(world: World): Route[] {
  return [
    { method: 'GET', path: '/', handle: () => ok([...verbs.values()].map(inWords)) },
    { method: 'GET', path: '/state', handle: (_, { query }) => ok(labState(world, query.get('ports') === 'true')) },
    { method: 'GET', path: '/find', handle: (_, { query }) => ok(world.plant.find(query.get('name') ?? '')) },
    { method: 'GET', path: '/requests', handle: (_, request) => ok(requests(world, request)) },
    { method: 'GET', path: '/patches', handle: () => ok(world.patches.all()) },
    {
      method: 'DELETE',
      path: '/requests',
      handle: () => {
        world.log.clear()
        world.patches.clear()
        return { status: 204 }
      },
    },
    ...[...verbs.values()].map((verb): Route => ({
      method: 'POST',
      path: `/${verb.name}`,
      handle: (_, { body }) => execute(world, verb, body),
    })),
  ]
}

const inWords = (verb: Verb): object => ({ verb: `POST /${verb.name}`, body: verb.body, does: verb.does })

function requests(world: World, { query }: ApiRequest): unknown {
  const node = query.get('node')
  const method = query.get('method')
  const not = query.get('not')
  return world.log
    .list()
    .filter((record) => node === null || record.node === node)
    .filter((record) => method === null || record.method === method)
    .filter((record) => record.method !== not)
}

async function execute(world: World, verb: Verb, body: unknown): Promise<Answer> {
  try {
    return ok({ done: true, result: (await verb.run(world, body ?? {})) ?? null })
  } catch (error) {
    if (error instanceof ZodError) return failure(400, z.prettifyError(error))
    if (error instanceof NotThere) return failure(404, error.message)
    throw error
  }
}
