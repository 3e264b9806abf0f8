import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PlaybookCheck, PlaybookFiles, PlaybookView } from '../../../contract'
import type { Asker } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import { watchFolder } from '../../policy/watchFolder'
import { textOfFile, yamlNamesIn } from '../../policy/yamlFiles'
import { auditNote } from '../../store/auditNote'
import type { AuditRepository } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import { nestingFault } from './nesting'
import type { Playbook } from './playbook'
import { playbookView } from './playbookView'
import { readPlaybook } from './readPlaybook'

/** The playbooks there are: those that ship, and those of the house, whose files are watched. */
export type PlaybookLibrary = {
  /** By category and title. */
  readonly list: () => readonly PlaybookView[]
  readonly get: (name: string) => PlaybookView | null
  /** Ready to be run: of a file that is at fault, its last good reading. */
  readonly find: (name: string) => Playbook | undefined
  /** Reads the folders again at once. */
  readonly readFiles: () => Promise<PlaybookFiles>
  readonly check: (text: string) => PlaybookCheck
  /** @throws HouseError for a text that is no playbook of this name, or where there is no folder */
  readonly save: (asker: Asker, name: string, text: string) => Promise<PlaybookView>
  /** @throws HouseError for one that the house's folder does not have */
  readonly remove: (asker: Asker, name: string) => Promise<void>
  readonly onChange: (listener: () => void) => () => void
  readonly start: () => Promise<void>
  readonly stop: () => void
}

type Entry = {
  readonly playbook: Playbook
  readonly builtIn: boolean
  readonly file: string
  readonly problem: string | null
}
type Problem = PlaybookFiles['problems'][number]
type Reading = { readonly entries: readonly Entry[]; readonly problems: readonly Problem[] }

const MAX_FILES = 1000

export function createPlaybookLibrary(parts: {
  /** Where those that ship are; null: none do. */
  readonly shipped: string | null
  /** The house's own, as the settings say; null: none. */
  readonly folder: () => string | null
  readonly onSettings: (listener: () => void) => () => void
  readonly audit: Pick<AuditRepository, 'append'>
  readonly clock: Clock
  readonly logger: Logger
}): PlaybookLibrary {
  const { shipped, folder, onSettings, audit, clock, logger } = parts
  const listeners = new Set<() => void>()
  let entries: ReadonlyMap<string, Entry> = new Map()
  let problems: readonly Problem[] = []
  let readAt: string | null = null
  /** The last good reading of each file, by folder and name. */
  let good: ReadonlyMap<string, Entry> = new Map()
  let watched: { readonly folder: string; readonly end: () => void } | null = null
  let endSettings: (() => void) | null = null
  let last: Promise<unknown> = Promise.resolve()

  async function readFolder(path: string, builtIn: boolean): Promise<Reading> {
    const before = [...good].filter(([key]) => key.startsWith(keyOf(path, ''))).map(([, entry]) => entry)
    const names = await yamlNamesIn(path, 'playbooks')
    if (typeof names === 'string') return { entries: before, problems: [{ path, line: null, text: names }] }
    if (names.length > MAX_FILES) {
      const text = `The folder has ${names.length} files of playbooks; at most ${MAX_FILES} are read.`
      return { entries: before, problems: [{ path, line: null, text }] }
    }
    const found: Entry[] = []
    const faults: Problem[] = []
    for (const file of names) {
      const text = await textOfFile(join(path, file))
      const reading = text.ok ? readPlaybook(text.text) : null
      if (reading?.ok === true) {
        const other = found.find(({ playbook }) => playbook.name === reading.playbook.name)
        if (other === undefined) found.push({ playbook: reading.playbook, builtIn, file, problem: null })
        else {
          const said = `The playbook “${other.playbook.name}” is in ${other.file} already; a name is used once.`
          faults.push({ path: file, line: null, text: said })
        }
        continue
      }
      const said = text.ok ? [...(reading?.problems ?? [])] : [{ line: null, text: text.fault }]
      faults.push(...said.map((problem) => ({ path: file, ...problem })))
      const known = good.get(keyOf(path, file))
      if (known !== undefined) found.push({ ...known, problem: inWords(said) })
    }
    return { entries: found, problems: faults }
  }

  async function read(): Promise<void> {
    const own = folder()
    const [ships, house] = await Promise.all([
      shipped === null ? NONE : readFolder(shipped, true),
      own === null ? NONE : readFolder(own, false),
    ])
    if (folder() !== own) return
    const next = new Map([...ships.entries, ...house.entries].map((entry) => [entry.playbook.name, entry]))
    const nesting = [...next].flatMap(([name, entry]): [string, Entry, string][] => {
      const fault = nestingFault(name, (one) => next.get(one)?.playbook)
      return fault === null ? [] : [[name, entry, fault]]
    })
    for (const [name, entry, fault] of nesting) next.set(name, { ...entry, problem: entry.problem ?? fault })
    good = new Map([
      ...ships.entries.map((entry) => [keyOf(shipped ?? '', entry.file), entry] as const),
      ...house.entries.map((entry) => [keyOf(own ?? '', entry.file), entry] as const),
    ])
    const faults = [
      ...ships.problems,
      ...house.problems,
      ...nesting.map(([, { file }, text]) => ({ path: file, line: null, text })),
    ]
    const isOther = JSON.stringify([faults, shownOf(next)]) !== JSON.stringify([problems, shownOf(entries)])
    entries = next
    problems = faults
    readAt = timestamp(clock.now())
    if (!isOther) return
    const [first] = faults
    if (first !== undefined) logger.warn('A playbook is not in order', { ...first, problems: faults.length })
    for (const listener of listeners) listener()
  }

  function queued<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }

  function readSafely(): Promise<void> {
    return queued(read).catch((error: unknown) => {
      logger.error('The playbooks could not be read', { error })
    })
  }

  function follow(): void {
    const own = folder()
    if (watched?.folder === own) return
    watched?.end()
    watched = own === null ? null : { folder: own, end: watchFolder(own, () => void readSafely()) }
  }

  function viewOf(name: string): PlaybookView | null {
    const entry = entries.get(name)
    return entry === undefined ? null : playbookView(entry.playbook, entry)
  }

  /** @throws HouseError */
  function ownFolder(): string {
    const own = folder()
    if (own !== null) return own
    throw new HouseError('state', 'There is no folder for playbooks of the house; name one in the settings first.')
  }

  return {
    list: () =>
      [...entries.values()]
        .map((entry) => playbookView(entry.playbook, entry))
        .sort((a, b) => collator.compare(a.category, b.category) || collator.compare(a.title, b.title)),
    get: viewOf,
    find: (name) => entries.get(name)?.playbook,
    async readFiles() {
      await readSafely()
      return { folder: folder(), readAt, playbooks: entries.size, problems: [...problems] }
    },
    check(text) {
      const reading = readPlaybook(text)
      if (!reading.ok) return { ok: false, problems: [...reading.problems], playbook: null }
      const { playbook } = reading
      const fault = nestingFault(playbook.name, (name) =>
        name === playbook.name ? playbook : entries.get(name)?.playbook,
      )
      const view = playbookView(playbook, { builtIn: false, file: `${playbook.name}.yaml`, problem: fault })
      return { ok: fault === null, problems: fault === null ? [] : [{ line: null, text: fault }], playbook: view }
    },
    save: (asker, name, text) =>
      queued(async () => {
        const own = ownFolder()
        const reading = readPlaybook(text)
        if (!reading.ok) throw new HouseError('invalid', `It is no playbook. ${inWords(reading.problems)}`)
        if (reading.playbook.name !== name) {
          throw new HouseError('invalid', `The text is of the playbook “${reading.playbook.name}”, not of “${name}”.`)
        }
        const known = entries.get(name)
        const file = known?.builtIn === false ? known.file : `${name}.yaml`
        await written(own, file, text)
        const summary = `Playbook “${reading.playbook.title}” saved, version ${reading.playbook.version}`
        await audit.append([auditNote(asker, 'playbook.save', null, summary, { name, file })])
        await read()
        return viewOf(name) ?? playbookView(reading.playbook, { builtIn: false, file, problem: null })
      }),
    remove: (asker, name) =>
      queued(async () => {
        const known = entries.get(name)
        if (known === undefined) throw new HouseError('unknown', `There is no playbook “${name}”.`)
        if (known.builtIn) throw new HouseError('state', `The playbook “${name}” ships with Signalbox; it stays.`)
        await rm(join(ownFolder(), known.file), { force: true })
        const detail = { name, text: known.playbook.text }
        await audit.append([
          auditNote(asker, 'playbook.remove', null, `Playbook “${known.playbook.title}” removed`, detail),
        ])
        await read()
      }),
    onChange(listener) {
      const own = (): void => {
        listener()
      }
      listeners.add(own)
      return () => listeners.delete(own)
    },
    async start() {
      endSettings = onSettings(() => {
        if (watched?.folder === (folder() ?? undefined)) return
        follow()
        void readSafely()
      })
      follow()
      await readSafely()
    },
    stop() {
      endSettings?.()
      watched?.end()
      watched = null
    },
  }
}

const NONE: Promise<Reading> = Promise.resolve({ entries: [], problems: [] })
const collator = new Intl.Collator('en', { numeric: true })

function keyOf(folder: string, file: string): string {
  return `${folder}\n${file}`
}

/** Whole or not at all, so that nobody reads half of it. @throws HouseError */
async function written(folder: string, file: string, text: string): Promise<void> {
  const path = join(folder, file)
  const draft = join(folder, `.${file}.new`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(draft, text)
    await rename(draft, path)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new HouseError('state', `The file ${file} cannot be written: ${why}.`)
  }
}

function inWords(problems: readonly { readonly line: number | null; readonly text: string }[]): string {
  return problems.map(({ line, text }) => (line === null ? text : `Line ${line}: ${text}`)).join(' ')
}

function shownOf(entries: ReadonlyMap<string, Entry>) {
  return [...entries.values()].map(({ playbook, file, problem, builtIn }) => [playbook.text, file, problem, builtIn])
}
