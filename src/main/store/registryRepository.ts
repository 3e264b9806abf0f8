import type { Kysely, Selectable } from 'kysely'
import { RegistryInput } from '../../contract'
import type { RegistryRepository, StoredRegistry } from './repositories'
import type { RegistryRow, Tables } from './tables'
import type { WriteQueue } from './writeQueue'

function fromRow(row: Selectable<RegistryRow>): StoredRegistry {
  const input = RegistryInput.parse({
    label: row.label,
    kind: row.kind,
    queryUrl: row.query_url,
    dnsServer: row.dns_server,
    role: row.role,
    site: row.site,
    priority: row.priority,
    enabled: row.enabled === 1,
  })
  return { ...input, id: row.id }
}

/** The registries that are kept in the settings. */
export function createRegistryRepository(db: Kysely<Tables>, queue: WriteQueue): RegistryRepository {
  return {
    all: async () => {
      const rows = await db
        .selectFrom('registries')
        .selectAll()
        .orderBy('priority')
        .orderBy('label')
        .orderBy('id')
        .execute()
      return rows.map(fromRow)
    },
    put: (registry) => {
      const values = {
        label: registry.label,
        kind: registry.kind,
        query_url: registry.queryUrl,
        dns_server: registry.dnsServer,
        role: registry.role,
        site: registry.site,
        priority: registry.priority,
        enabled: registry.enabled ? 1 : 0,
      }
      return queue.write(async (transaction) => {
        await transaction
          .insertInto('registries')
          .values({ id: registry.id, ...values })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
          .execute()
      })
    },
    remove: (id) =>
      queue.write(async (transaction) => {
        await transaction.deleteFrom('registries').where('id', '=', id).execute()
      }),
  }
}
