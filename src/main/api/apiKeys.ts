import type { z } from 'zod'
import type { Actor, Id, Key, KeyInput } from '../../contract'
import { ENVIRONMENT_KEY } from '../automation/actorNow'
import type { KeyRepository, SessionRepository } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import type { Logger } from '../telemetry/logger'
import { type RandomBytes, hashOf, isSameHash, newSecret } from './secrets'

/** Keys for machines. Only hashes are kept; a secret is shown once, when it is made. */
export type ApiKeys = {
  readonly list: () => Promise<readonly Key[]>
  readonly create: (input: z.infer<typeof KeyInput>) => Promise<{ readonly key: Key; readonly secret: string }>
  /** Null: unknown. Revoked keys are refused from here on and their links are ended. @throws StoreError */
  readonly revoke: (id: Id) => Promise<Key | null>
  /** Whose secret it is; null when it is nobody's. */
  readonly actorOf: (secret: string) => Promise<Actor | null>
  /** Told the id of each key that is revoked. */
  readonly onRevoked: (listener: (id: Id) => void) => () => void
}

export type ApiKeysOptions = {
  readonly store: KeyRepository
  /** Windows that were signed in with a key end with it. */
  readonly sessions: Pick<SessionRepository, 'removeOf'>
  /** The admin key of `SIGNALBOX_API_KEY`; null: none. It is not in the list. */
  readonly adminKey: string | null
  readonly clock: Clock
  readonly ids: () => Id
  readonly random: RandomBytes
  readonly logger: Logger
}

const PREFIX = 'sbx_'
/** `lastUsedAt` is written at most this often for one key, ms. */
const TOUCH_EVERY_MS = 60_000

export function createApiKeys({ store, sessions, adminKey, clock, ids, random, logger }: ApiKeysOptions): ApiKeys {
  const adminHash = adminKey === null || adminKey === '' ? null : hashOf(adminKey)
  const touched = new Map<Id, number>()
  const listeners = new Set<(id: Id) => void>()

  function touch(key: Key): void {
    const now = clock.now()
    const before = touched.get(key.id) ?? (key.lastUsedAt === null ? -Infinity : Date.parse(key.lastUsedAt))
    if (now - before < TOUCH_EVERY_MS) return
    touched.set(key.id, now)
    store.touch(key.id, timestamp(now)).catch((error: unknown) => {
      logger.warn('It could not be written when a key was last used', { keyId: key.id, error })
    })
  }

  return {
    list: () => store.all(),
    async create({ label, role }) {
      const secret = `${PREFIX}${newSecret(random)}`
      const key: Key = { id: ids(), label, role, createdAt: timestamp(clock.now()), lastUsedAt: null, revokedAt: null }
      await store.insert({ ...key, hash: hashOf(secret) })
      return { key, secret }
    },
    async revoke(id) {
      const key = await store.revoke(id, timestamp(clock.now()))
      if (key === null) return null
      await sessions.removeOf(id)
      touched.delete(id)
      for (const listener of listeners) listener(id)
      return key
    },
    async actorOf(secret) {
      const hash = hashOf(secret)
      if (adminHash !== null && isSameHash(hash, adminHash)) return ENVIRONMENT_KEY
      if (!secret.startsWith(PREFIX)) return null
      const key = await store.byHash(hash)
      if (key === null) return null
      touch(key)
      return { id: key.id, name: key.label, role: key.role }
    },
    onRevoked(listener) {
      const own = (id: Id): void => {
        listener(id)
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
  }
}
