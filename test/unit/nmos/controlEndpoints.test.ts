import { describe, expect, it } from 'vitest'
import { createEndpointPicker } from '../../../src/main/nmos/controlEndpoints'
import { NmosHttpError, type NmosHttpFailure } from '../../../src/main/nmos/nmosHttpError'
import type { ControlEndpoint } from '../../../src/main/nmos/urn'

const ways: readonly ControlEndpoint[] = [
  { version: 'v1.1', href: 'http://a/v1.1', authorization: false },
  { version: 'v1.1', href: 'http://b/v1.1', authorization: false },
  { version: 'v1.0', href: 'http://a/v1.0', authorization: false },
]

const fails = (kind: NmosHttpFailure, status?: number) =>
  new NmosHttpError({ kind, method: 'GET', url: 'http://a/', ...(status === undefined ? {} : { status }) })

/** Runs once; `outcomes` say what each way answers. */
async function run(safe: boolean, outcomes: Readonly<Record<string, NmosHttpError | 'fine'>>) {
  const tried: string[] = []
  const picker = createEndpointPicker(ways, 'Camera 1')
  const result = await picker
    .run(safe, ({ href }) => {
      tried.push(href)
      const outcome = outcomes[href]
      return outcome === 'fine' || outcome === undefined ? Promise.resolve(href) : Promise.reject(outcome)
    })
    .catch((error: unknown) => error)
  return { tried, result }
}

describe('createEndpointPicker', () => {
  it('takes the first way that answers', async () => {
    expect(await run(false, {})).toEqual({ tried: ['http://a/v1.1'], result: 'http://a/v1.1' })
  })

  it('goes on when a way cannot be reached, also for what must not be done twice', async () => {
    const { tried, result } = await run(false, { 'http://a/v1.1': fails('unreachable') })
    expect(tried).toEqual(['http://a/v1.1', 'http://b/v1.1'])
    expect(result).toBe('http://b/v1.1')
  })

  it.each(['timeout', 'reset'] as const)(
    'stops at a %s when it may have been done, goes on when that is harmless',
    async (kind) => {
      expect((await run(false, { 'http://a/v1.1': fails(kind) })).tried).toEqual(['http://a/v1.1'])
      expect((await run(true, { 'http://a/v1.1': fails(kind) })).result).toBe('http://b/v1.1')
    },
  )

  it('takes another version after a 409, not another way of the same', async () => {
    const { tried, result } = await run(false, { 'http://a/v1.1': fails('status', 409) })
    expect(tried).toEqual(['http://a/v1.1', 'http://a/v1.0'])
    expect(result).toBe('http://a/v1.0')
  })

  it.each([404, 405, 500, 503])('looks elsewhere where somebody answers a harmless request with %i', async (status) => {
    expect((await run(true, { 'http://a/v1.1': fails('status', status) })).result).toBe('http://b/v1.1')
    expect((await run(false, { 'http://a/v1.1': fails('status', status) })).tried).toEqual(['http://a/v1.1'])
  })

  it('throws what says most when no way works, the first of several', async () => {
    const { tried, result } = await run(true, {
      'http://a/v1.1': fails('unreachable'),
      'http://b/v1.1': fails('status', 404),
      'http://a/v1.0': fails('status', 500),
    })
    expect(tried).toEqual(['http://a/v1.1', 'http://b/v1.1'])
    expect(result).toMatchObject({ kind: 'status', status: 404 })
  })

  it('does not look for another answer to a refusal', async () => {
    const { tried, result } = await run(true, { 'http://a/v1.1': fails('status', 400) })
    expect(tried).toEqual(['http://a/v1.1'])
    expect(result).toMatchObject({ status: 400 })
  })

  it('begins with the way that worked last', async () => {
    const picker = createEndpointPicker(ways, 'Camera 1')
    await picker.run(true, ({ href }) =>
      href.startsWith('http://a') ? Promise.reject(fails('unreachable')) : Promise.resolve(1),
    )
    expect(await picker.run(true, ({ href }) => Promise.resolve(href))).toBe('http://b/v1.1')
  })

  it('says that a device has no way at all', async () => {
    const nothing = createEndpointPicker([], 'Camera 1').run(true, () => Promise.resolve(1))
    await expect(nothing).rejects.toThrow('Camera 1 cannot be reached: it offers no Connection API')
  })
})
