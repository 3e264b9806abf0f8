import type { Actor } from '../../contract'
import type { AuditRepository, SessionRepository } from '../store/repositories'
import { type Clock, timestamp } from '../telemetry/clock'
import type { SessionInfo } from './apiContext'
import type { ApiKeys } from './apiKeys'
import { auditNote } from '../store/auditNote'
import { type RefusedSignIns, createRefusedSignIns } from './refusedSignIns'
import { type RandomBytes, hashOf, newSecret } from './secrets'

/** What a request shows at the door. */
export type Credentials = {
  /** The `Authorization` header. When there is one, it alone counts. */
  readonly authorization: string | undefined
  /** The value of the session cookie. */
  readonly sessionCookie: string | undefined
}

/** A window that has been let in. */
export type SignedIn = { readonly secret: string; readonly actor: Actor; readonly maxAgeSeconds: number }

/** Says who is at the door: one-time addresses become window sessions; machines show keys. Only hashes are kept. */
export type Doorman = {
  /** A token that signs one window in, once, within 24 h. */
  readonly issueToken: (actor: Actor) => string
  /** Null: the token is wrong, used or too old. @throws StoreError; the token is then good again */
  readonly signIn: (token: string) => Promise<SignedIn | null>
  /** Signs a window in as whose key it is, until that is revoked. Null: it is nobody's. @throws StoreError */
  readonly signInWithKey: (secret: string) => Promise<SignedIn | null>
  /** Ends a window's session. @throws StoreError */
  readonly signOut: (sessionCookie: string) => Promise<void>
  /** Null: nobody we know. @throws StoreError */
  readonly identify: (credentials: Credentials) => Promise<SessionInfo | null>
  /** Somebody was not let in: the audit has it, without what was shown. `from`: the network address. @throws StoreError */
  readonly noteRefused: RefusedSignIns['note']
  readonly onRevoked: ApiKeys['onRevoked']
}

export type DoormanOptions = {
  readonly keys: ApiKeys
  readonly sessions: SessionRepository
  readonly audit: AuditRepository
  readonly clock: Clock
  readonly random: RandomBytes
}

type Token = { readonly actor: Actor; readonly until: number }

const TOKEN_LIFE_MS = 24 * 3600 * 1000
/** A year: a panel on a wall has nobody who would sign it in again. */
const SESSION_LIFE_MS = 365 * 24 * 3600 * 1000

export function createDoorman({ keys, sessions, audit, clock, random }: DoormanOptions): Doorman {
  const tokens = new Map<string, Token>()
  const refused = createRefusedSignIns(audit, clock)

  /** Taken out before anything is awaited, so that two at once cannot both have it. */
  function redeem(hash: string): Token | null {
    for (const [known, { until }] of tokens) if (until <= clock.now()) tokens.delete(known)
    const token = tokens.get(hash)
    tokens.delete(hash)
    return token ?? null
  }

  async function open(actor: Actor): Promise<SignedIn> {
    const now = clock.now()
    const secret = newSecret(random)
    await sessions.removeExpired(timestamp(now))
    await sessions.insert({
      hash: hashOf(secret),
      actorId: actor.id,
      actorName: actor.name,
      role: actor.role,
      expiresAt: timestamp(now + SESSION_LIFE_MS),
    })
    await audit.append([
      auditNote({ actor, origin: 'window' }, 'sign-in', null, `${actor.name} signed a window in`, {}),
    ])
    return { secret, actor, maxAgeSeconds: SESSION_LIFE_MS / 1000 }
  }

  async function byCookie(secret: string): Promise<SessionInfo | null> {
    const session = await sessions.byHash(hashOf(secret))
    if (session === null || Date.parse(session.expiresAt) <= clock.now()) return null
    const { actorId, actorName, role } = session
    return { actor: { id: actorId, name: actorName, role }, via: 'cookie' }
  }

  return {
    issueToken(actor) {
      const token = newSecret(random)
      tokens.set(hashOf(token), { actor, until: clock.now() + TOKEN_LIFE_MS })
      return token
    },
    async signIn(token) {
      const hash = hashOf(token)
      const issued = redeem(hash)
      if (issued === null) return null
      try {
        return await open(issued.actor)
      } catch (error) {
        tokens.set(hash, issued)
        throw error
      }
    },
    async signInWithKey(secret) {
      const actor = await keys.actorOf(secret)
      return actor === null ? null : open(actor)
    },
    async signOut(sessionCookie) {
      const session = await byCookie(sessionCookie)
      if (session === null) return
      await sessions.remove(hashOf(sessionCookie))
      const { actor } = session
      const text = `${actor.name} signed a window out`
      await audit.append([auditNote({ actor, origin: 'window' }, 'sign-out', null, text, {})])
    },
    async identify({ authorization, sessionCookie }) {
      if (authorization !== undefined) {
        const secret = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
        const actor = secret === undefined ? null : await keys.actorOf(secret)
        return actor === null ? null : { actor, via: 'key' }
      }
      return sessionCookie === undefined || sessionCookie === '' ? null : byCookie(sessionCookie)
    },
    noteRefused: refused.note,
    onRevoked: keys.onRevoked,
  }
}
