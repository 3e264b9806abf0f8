import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AuditRow, DEFAULT_SETTINGS, type Settings } from '../../../src/contract'
import { createCompatibility } from '../../../src/main/policy/compatibility'
import { createPolicyBook } from '../../../src/main/policy/createPolicyBook'
import { NO_SUSPENSIONS, type PolicyAsker, type PolicyBook, PolicyError } from '../../../src/main/policy/policyBook'
import { openStore } from '../../../src/main/store/openStore'
import { systemClock } from '../../../src/main/telemetry/clock'
import { silentLogger } from '../../../src/main/telemetry/logger'
import { emptyPlant } from '../../unit/plant/samples'
import { SMALL } from '../../unit/policy/stage'

export const ENGINEER: PolicyAsker = { actor: { id: 'eve', name: 'Eve', role: 'engineer' }, origin: 'api' }

/** Policies over a real store and a real folder, which can be ended and started again. */
export type BookStage = {
  readonly book: () => PolicyBook
  readonly plant: ReturnType<typeof emptyPlant>['plant']
  readonly folder: string
  readonly write: (name: string, text: string) => void
  /** As editors do: another file is written and put in its place. */
  readonly replace: (name: string, text: string) => void
  readonly setPolicy: (patch: Partial<Settings['policy']>) => void
  readonly audit: () => Promise<readonly AuditRow[]>
  readonly changes: () => number
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

export async function startBook(first: Partial<Settings['policy']>): Promise<BookStage> {
  const data = mkdtempSync(join(tmpdir(), 'signalbox-policy-'))
  const folder = join(data, 'policies')
  mkdirSync(folder)
  let policy: Settings['policy'] = { ...DEFAULT_SETTINGS.policy, folder, ...first }
  const listeners = new Set<() => void>()
  const { plant, pen } = emptyPlant()
  pen.put(SMALL)
  let changes = 0
  let parts = await begin()

  async function begin() {
    const store = await openStore({ path: join(data, 'signalbox.db'), clock: systemClock, logger: silentLogger })
    const book = createPolicyBook({
      plant,
      compatibility: createCompatibility(plant),
      repository: store.policies,
      settings: () => policy,
      onSettings(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      suspensions: () => NO_SUSPENSIONS,
      clock: systemClock,
      ids: randomUUID,
      logger: silentLogger,
    })
    book.onChange(() => {
      changes += 1
    })
    await book.start()
    return { store, book }
  }
  async function end(): Promise<void> {
    parts.book.stop()
    await parts.store.close()
  }

  return {
    book: () => parts.book,
    plant,
    folder,
    write: (name, text) => {
      writeFileSync(join(folder, name), text)
    },
    replace: (name, text) => {
      writeFileSync(join(folder, `.${name}.new`), text)
      renameSync(join(folder, `.${name}.new`), join(folder, name))
    },
    setPolicy(patch) {
      policy = { ...policy, ...patch }
      for (const listener of listeners) listener()
    },
    audit: async () => (await parts.store.audit.list({ target: null, limit: 100, cursor: null })).items,
    changes: () => changes,
    async restart() {
      await end()
      parts = await begin()
    },
    async stop() {
      await end()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** A file with rules that forbid everything, by their ids. */
export function fileOf(...ids: readonly string[]): string {
  const rules = ids.map((id) => `  - { id: ${id}, label: Rule ${id}, kind: forbidden_pair, effect: deny }`)
  return ['version: 1', ids.length === 0 ? 'policies: []' : 'policies:', ...rules, ''].join('\n')
}

export async function refusal(work: () => Promise<unknown>): Promise<PolicyError> {
  try {
    await work()
  } catch (error) {
    if (error instanceof PolicyError) return error
    throw error
  }
  throw new Error('It was not refused')
}
