import type { NmosHttp } from '../../src/main/nmos/http'
import { openQueryApi } from '../../src/main/nmos/queryApi'
import { readResource } from '../../src/main/nmos/readResource'
import { RESOURCE_KINDS, type Resource } from '../../src/main/nmos/resources'

/** All resources of a registry, listed once. */
export async function labResources(http: NmosHttp, queryUrl: string): Promise<readonly Resource[]> {
  const api = await openQueryApi(http, queryUrl)
  const resources: Resource[] = []
  for (const kind of RESOURCE_KINDS) {
    await api.list(kind, {
      limit: 100,
      onPage: (page) => {
        for (const json of page) {
          const read = readResource(kind, json)
          if (!read.ok) throw new Error(read.fault)
          resources.push(read.resource)
        }
      },
    })
  }
  return resources
}
