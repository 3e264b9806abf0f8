import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/contract'
import { type ApiKeys, createApiKeys } from '../../../src/main/api/apiKeys'
import { type Doorman, createDoorman } from '../../../src/main/api/doorman'
import type { Store } from '../../../src/main/store/repositories'
import { openStore } from '../../../src/main/store/openStore'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { until } from '../../support/until'

const HOUR = 3_600_000
const robin: Actor = { id: 'local', name: 'Robin', role: 'admin' }

describe('the doorman', () => {
  let folder: string
  let store: Store
  let keys: ApiKeys
  let doorman: Doorman
  let now: number

  async function open(adminKey: string | null): Promise<void> {
    const clock = { now: () => now }
    store = await openStore({ path: join(folder, 'signalbox.db'), clock, logger: silentLogger })
    const random = randomBytes
    keys = createApiKeys({
      store: store.keys,
      sessions: store.sessions,
      adminKey,
      clock,
      ids: randomUUID,
      random,
      logger: silentLogger,
    })
    doorman = createDoorman({ keys, sessions: store.sessions, audit: store.audit, clock, random })
  }
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'signalbox-doorman-'))
    now = Date.parse('2026-01-01T00:00:00Z')
    await open(null)
  })
  afterEach(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const withCookie = (sessionCookie: string) => doorman.identify({ authorization: undefined, sessionCookie })
  const withKey = (secret: string) => doorman.identify({ authorization: `Bearer ${secret}`, sessionCookie: undefined })

  it('honours a token for 24 h', async () => {
    const [early, late] = [doorman.issueToken(robin), doorman.issueToken(robin)]
    now += 24 * HOUR - 1
    expect(await doorman.signIn(early)).toMatchObject({ actor: robin })
    now += 1
    expect(await doorman.signIn(late)).toBeNull()
  })

  it('honours a session for a year, over a restart', async () => {
    const secret = (await doorman.signIn(doorman.issueToken(robin)))?.secret ?? ''
    await store.close()
    await open(null)
    now += 365 * 24 * HOUR - 1
    expect(await withCookie(secret)).toEqual({ actor: robin, via: 'cookie' })
    now += 1
    expect(await withCookie(secret)).toBeNull()
  })

  it('gives a token back when the session could not be written', async () => {
    const token = doorman.issueToken(robin)
    const insert = store.sessions.insert
    Object.assign(store.sessions, { insert: () => Promise.reject(new Error('disk full')) })
    await expect(doorman.signIn(token)).rejects.toThrow('disk full')
    Object.assign(store.sessions, { insert })
    expect(await doorman.signIn(token)).toMatchObject({ actor: robin })
  })

  it('writes when a key was last used once a minute', async () => {
    const { key, secret } = await keys.create({ label: 'wall', role: 'viewer' })
    const lastUsed = async () => (await keys.list()).find(({ id }) => id === key.id)?.lastUsedAt ?? null
    await withKey(secret)
    await until(lastUsed, (at) => at === '2026-01-01T00:00:00.000Z', 5000)
    now += 59_000
    await withKey(secret)
    now += 2_000
    await withKey(secret)
    await until(lastUsed, (at) => at === '2026-01-01T00:01:01.000Z', 5000)
  })

  it('knows the admin key of the environment, and no empty one', async () => {
    expect(await withKey('')).toBeNull()
    await store.close()
    await open('')
    expect(await withKey('')).toBeNull()
    await store.close()
    await open('from the environment'.replaceAll(' ', '-'))
    expect(await withKey('from-the-environment')).toMatchObject({ actor: { role: 'admin' }, via: 'key' })
    expect(await withKey('from-the-environmen')).toBeNull()
    expect(await keys.list()).toEqual([])
  })
})
