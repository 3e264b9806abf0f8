import Database from 'better-sqlite3'
import { connectAsync } from 'mqtt'

/** Rows by table, as a command leaves them in the journal. */
export type CommandRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

const TABLES = {
  runs: "select * from runs where origin = 'mqtt' and state = 'succeeded' order by number desc limit 1",
  changes: 'select * from changes where run_id = ?',
  run_targets: 'select * from run_targets where run_id = ?',
  audit: 'select * from audit where run_id = ?',
} as const

/** What the newest command that came over MQTT has left in a store. @throws Error where there is none */
export function rowsOfLastCommand(path: string): CommandRows {
  const db = new Database(path, { readonly: true })
  try {
    const run = db.prepare(TABLES.runs).get() as { readonly id: string } | undefined
    if (run === undefined) throw new Error('The journal has no command')
    const of = (query: string) => db.prepare(query).all(run.id) as CommandRows[string]
    const { changes, run_targets, audit } = TABLES
    return { runs: [run], changes: of(changes), run_targets: of(run_targets), audit: of(audit) }
  } finally {
    db.close()
  }
}

/**
 * The least that relays a command: parse, publish it and `DISPATCHED`, write the rows, one after another as they come,
 * each row for itself.
 */
export type BareRelay = {
  /** From now on the rows of a command share a transaction. */
  readonly writeTogether: () => void
  /** Fulfilled when so many commands were relayed and are on the disk. */
  readonly relayed: (count: number) => Promise<void>
  readonly stop: () => Promise<void>
}

/** `path`: a store of its own, with the tables of ours. */
export async function startBareRelay(url: string, path: string, rows: CommandRows): Promise<BareRelay> {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  const numberOf = (table: string, column: string): number =>
    (db.prepare(`select max(${column}) as last from ${table}`).get() as { readonly last: number | null }).last ?? 0
  /** Columns that are not computed from others. */
  const written = (table: string): ReadonlySet<unknown> =>
    new Set(db.prepare('select name from pragma_table_xinfo(?) where hidden = 0').pluck().all(table))
  let number = numberOf('runs', 'number')
  let auditId = numberOf('audit', 'id')
  const inserts = Object.entries(rows).flatMap(([table, ofTable]) =>
    ofTable.map((row) => {
      const columns = Object.keys(row).filter((column) => written(table).has(column))
      const marks = columns.map(() => '?').join(', ')
      return {
        table,
        row,
        columns,
        statement: db.prepare(`insert into ${table} (${columns.join(', ')}) values (${marks})`),
      }
    }),
  )

  let write = insertAll

  function insertAll(): void {
    number += 1
    const id = `bare-${String(number)}`
    for (const { table, row, columns, statement } of inserts) {
      const own: Record<string, unknown> = { ...row }
      if ('number' in own) own['number'] = number
      if ('run_id' in own) own['run_id'] = id
      if (table === 'runs') own['id'] = id
      if (table === 'audit') own['id'] = auditId += 1
      statement.run(...columns.map((column) => own[column]))
    }
  }

  const client = await connectAsync(url)
  let waiting: { left: number; readonly done: () => void } | null = null
  client.on('message', (_topic, payload) => {
    const { req_id, actor, action, params } = JSON.parse(payload.toString()) as {
      readonly req_id: string
      readonly actor: string
      readonly action: string
      readonly params: { readonly device_id: string }
    }
    client.publish(`/lab/device/${params.device_id}/ndi/cmd`, JSON.stringify({ req_id, actor, action, params }), {
      qos: 1,
    })
    const dispatched = { req_id, actor, action, status: 'DISPATCHED', ts: new Date().toISOString() }
    client.publish('/lab/orchestrator/ndi/evt', JSON.stringify(dispatched), { qos: 1 })
    write()
    if (waiting === null) return
    waiting.left -= 1
    if (waiting.left === 0) waiting.done()
  })
  await client.subscribeAsync('/lab/orchestrator/+/cmd', { qos: 1 })
  return {
    writeTogether() {
      write = db.transaction(insertAll)
    },
    relayed: (count) =>
      new Promise((resolve) => {
        waiting = { left: count, done: resolve }
      }),
    async stop() {
      await client.endAsync()
      db.close()
    },
  }
}
