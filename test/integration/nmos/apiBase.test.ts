import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type NmosHttp, createNmosHttp } from '../../../src/main/nmos/http'
import { openNodeApi } from '../../../src/main/nmos/nodeApi'
import { openQueryApi } from '../../../src/main/nmos/queryApi'
import { type LocalServer, json, startLocalServer } from './localServer'

let http: NmosHttp
let server: LocalServer
let versions: unknown

beforeEach(async () => {
  http = createNmosHttp({ timeoutMs: 2000 })
  versions = ['v1.0/', 'v1.1/', 'v1.2/', 'v1.3/']
  server = await startLocalServer(({ url }, response) => {
    const path = url.replace(/\/$/, '')
    if (/^(\/proxied)?\/x-nmos\/(query|node)$/.test(path)) json(response, versions)
    else if (/\/x-nmos\/(query|node)\/v1\.[0-3]$/.test(path)) json(response, ['senders/', 'nodes/'])
    else if (path.endsWith('/self')) json(response, { id: 'self' })
    else if (path.endsWith('/senders')) json(response, [{ id: 'a' }])
    else if (path.endsWith('/flows')) json(response, { not: 'a list' })
    else json(response, { code: 404, error: 'Not found', debug: null }, 404)
  })
})

afterEach(async () => {
  http.close()
  await server.close()
})

describe('openQueryApi', () => {
  it.each([
    ['', 'v1.3', '/x-nmos/query/v1.3'],
    ['/', 'v1.3', '/x-nmos/query/v1.3'],
    ['/x-nmos', 'v1.3', '/x-nmos/query/v1.3'],
    ['/x-nmos/', 'v1.3', '/x-nmos/query/v1.3'],
    ['/x-nmos/query', 'v1.3', '/x-nmos/query/v1.3'],
    ['/x-nmos/query/', 'v1.3', '/x-nmos/query/v1.3'],
    ['/x-nmos/query/v1.2', 'v1.2', '/x-nmos/query/v1.2'],
    ['/x-nmos/query/v1.3/', 'v1.3', '/x-nmos/query/v1.3'],
    ['/x-nmos/registration', 'v1.3', '/x-nmos/query/v1.3'],
    ['/proxied', 'v1.3', '/proxied/x-nmos/query/v1.3'],
    ['/x-nmos/query?old=1#x', 'v1.3', '/x-nmos/query/v1.3'],
  ])('finds the API from %s', async (path, version, href) => {
    expect(await openQueryApi(http, server.url + path)).toMatchObject({ version, href: server.url + href })
  })

  it('takes the highest version both know', async () => {
    versions = ['v1.2/', 'v1.10/', 'v1.1/']
    expect((await openQueryApi(http, server.url)).version).toBe('v1.2')
  })

  it.each([
    [['v1.0/', 'v1.1/'], 'offers the versions v1.0, v1.1 and Signalbox speaks v1.3, v1.2'],
    [[], 'offers the versions none'],
    [{ status: 'fine' }, 'it answers with something else'],
  ])('says why not when %j is offered', async (offered, words) => {
    versions = offered
    await expect(openQueryApi(http, server.url)).rejects.toThrow(words)
  })

  it.each([
    ['/x-nmos/query/v1.1', 'offers the versions v1.1'],
    ['/nowhere', 'is this the right port?'],
  ])('says why not at %s', async (path, words) => {
    await expect(openQueryApi(http, server.url + path)).rejects.toThrow(words)
  })

  it('gets one resource', async () => {
    const api = await openQueryApi(http, server.url)
    await expect(api.get('sender', 'gone')).rejects.toMatchObject({ status: 404, error: 'Not found' })
  })
})

describe('openNodeApi', () => {
  it('lists the node itself and what it has', async () => {
    const api = await openNodeApi(http, `${server.url}/x-nmos/node/`)
    expect(api).toMatchObject({ version: 'v1.3', href: `${server.url}/x-nmos/node/v1.3` })
    expect(await api.list('node')).toEqual([{ id: 'self' }])
    expect(await api.list('sender')).toEqual([{ id: 'a' }])
    await expect(api.list('flow')).rejects.toThrow('a list was asked for')
    await expect(api.list('device')).rejects.toMatchObject({ status: 404 })
  })

  it('reads nodes of the first versions, too', async () => {
    versions = ['v1.0/', 'v1.1/']
    expect((await openNodeApi(http, server.url)).version).toBe('v1.1')
  })
})
