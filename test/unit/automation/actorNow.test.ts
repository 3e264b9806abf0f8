import { expect, it } from 'vitest'
import type { Actor, Key } from '../../../src/contract'
import { ENVIRONMENT_KEY, createActorNow } from '../../../src/main/automation/actorNow'

const at = '2026-11-21T19:00:00.000Z'
const key = (id: string, role: Key['role'], revokedAt: string | null): Key => ({
  ...{ id, label: id, role, createdAt: at, lastUsedAt: null, revokedAt },
})
const keys = { all: () => Promise.resolve([key('cue', 'operator', null), key('gone', 'admin', at)]) }
const person: Actor = { id: 'local', name: 'Ada', role: 'engineer' }

it.each([
  ['a person is who they were', person, person],
  [
    'a key has its role of now',
    { id: 'cue', name: 'cue', role: 'admin' },
    { id: 'cue', name: 'cue', role: 'operator' },
  ],
  [
    'and never more than it had',
    { id: 'cue', name: 'cue', role: 'viewer' },
    { id: 'cue', name: 'cue', role: 'viewer' },
  ],
  ['one that was revoked is nobody', { id: 'gone', name: 'gone', role: 'admin' }, null],
  ['the key of the environment is good while it is there', ENVIRONMENT_KEY, ENVIRONMENT_KEY],
] as const)('%s', async (_name, then, now) => {
  expect(await createActorNow(keys, true)(then)).toEqual(now)
})

it('the key of the environment is nobody’s where Signalbox was started without one', async () => {
  expect(await createActorNow(keys, false)(ENVIRONMENT_KEY)).toBeNull()
  expect(await createActorNow(keys, false)(person)).toEqual(person)
})
