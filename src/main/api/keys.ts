import type { ApiParts } from './apiParts'
import { notFound } from './apiErrors'
import { auditNote } from '../store/auditNote'
import type { Doors } from './doors'

/** API keys: made (the secret is shown this once), listed, revoked. */
export function keyProcedures({ admin }: Doors, { keys, store }: ApiParts) {
  return {
    list: admin.keys.list.handler(async () => ({ items: [...(await keys.list())] })),
    create: admin.keys.create.handler(async ({ input, context }) => {
      const made = await keys.create(input)
      const { id, label, role } = made.key
      await store.audit.append([
        auditNote(context, 'key.create', id, `API key “${label}” made for ${role}`, { label, role }),
      ])
      return made
    }),
    revoke: admin.keys.revoke.handler(async ({ input, context }) => {
      const key = await keys.revoke(input.id)
      if (key === null) throw notFound('API key', input.id)
      const { id, label, role } = key
      await store.audit.append([auditNote(context, 'key.revoke', id, `API key “${label}” revoked`, { label, role })])
      return key
    }),
  }
}
