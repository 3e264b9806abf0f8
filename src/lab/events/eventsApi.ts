import { failure, ok, type Route } from '../node/httpApi'
import type { ResourceId } from '../identity'
import type { EventSource } from './eventSource'

const base = '/x-nmos/events/v1.0'

/** Events API (IS-07 v1.0 EventsAPI.raml). */
export function eventsApiRoutes(sources: ReadonlyMap<ResourceId, EventSource>): Route[] {
  const below = (part: string, answer: (source: EventSource) => unknown): Route => ({
    method: 'GET',
    path: `${base}/sources/:id${part}`,
    handle: ({ id = '' }) => {
      const source = sources.get(id)
      return source === undefined ? failure(404, 'There is no such source', id) : ok(answer(source))
    },
  })
  return [
    { method: 'GET', path: '/x-nmos/events', handle: () => ok(['v1.0/']) },
    { method: 'GET', path: base, handle: () => ok(['sources/']) },
    { method: 'GET', path: `${base}/sources`, handle: () => ok([...sources.keys()].map((id) => `${id}/`)) },
    below('', () => ['state/', 'type/']),
    below('/state', (source) => source.state),
    below('/type', (source) => source.signal.type),
  ]
}
