import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PlaybookCheck, PlaybookFiles, PlaybookView } from '../../../contract'
import type { Asker } from '../../execution/execution'
import { HouseError } from '../../execution/houseError'
import { watchFolder } from '../../policy/watchFolder'
import { type FileText, textOfFile, yamlNamesIn } from '../../policy/yamlFiles'
import { auditNote } from '../../store/auditNote'
import type { AuditRepository } from '../../store/repositories'
import { type Clock, timestamp } from '../../telemetry/clock'
import type { Logger } from '../../telemetry/logger'
import { nestingFault } from './nesting'
import type { Playbook } from './playbook'
import { playbookView } from './playbookView'
import { readPlaybook } from './readPlaybook'
import { naturalOrder } from '../../plant/naturalOrder'

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
  /** Reads the files, and follows them. What they mean is found out when somebody asks, or by `settle`. */
  readonly start: () => Promise<void>
  /** Some time after `ready` nobody needs to have asked. */
  readonly settle: (ready: Promise<void>) => void
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

/** The files of a folder as they were read; `problem`: why it could not be. */
type Loaded = {
  readonly path: string
  readonly builtIn: boolean
  readonly problem: string | null
  readonly files: readonly { readonly file: string; readonly text: FileText }[]
}

const MAX_FILES = 1000
/** After a start the first pictures come first: to read a dozen playbooks takes as long as to show a large plant, ms. */
const FIRST_PICTURES_MS = 2_000

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
  /** Files that were read at the start, and that nobody has asked about yet. */
  let unread: (() => void) | null = null
  let later: NodeJS.Timeout | null = null
  let isStopped = false
  let last: Promise<unknown> = Promise.resolve()

  async function load(path: string, builtIn: boolean): Promise<Loaded> {
    const names = await yamlNamesIn(path, 'playbooks')
    if (typeof names === 'string') return { path, builtIn, problem: names, files: [] }
    if (names.length > MAX_FILES) {
      const problem = `The folder has ${names.length} files of playbooks; at most ${MAX_FILES} are read.`
      return { path, builtIn, problem, files: [] }
    }
    const files: { file: string; text: FileText }[] = []
    for (const file of names) files.push({ file, text: await textOfFile(join(path, file)) })
    return { path, builtIn, problem: null, files }
  }

  function understand(loaded: Loaded | null): Reading {
    if (loaded === null) return { entries: [], problems: [] }
    const { path, builtIn, problem, files } = loaded
    if (problem !== null) {
      const before = [...good].filter(([key]) => key.startsWith(keyOf(path, ''))).map(([, entry]) => entry)
      return { entries: before, problems: [{ path, line: null, text: problem }] }
    }
    const found: Entry[] = []
    const faults: Problem[] = []
    for (const { file, text } of files) {
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
      faults.push(...said.map((one) => ({ path: file, ...one })))
      const before = good.get(keyOf(path, file))
      if (before !== undefined) found.push({ ...before, problem: inWords(said) })
    }
    return { entries: found, problems: faults }
  }

  /** The folders as they are now, to be taken over when that is called. */
  async function reading(): Promise<() => void> {
    const own = folder()
    const [ships, house] = await Promise.all([
      shipped === null ? null : load(shipped, true),
      own === null ? null : load(own, false),
    ])
    return () => {
      // Another folder was named meanwhile: that one is being read.
      if (folder() === own) takeOver(ships, house)
    }
  }

  function takeOver(shippedFiles: Loaded | null, ownFiles: Loaded | null): void {
    const ships = understand(shippedFiles)
    const house = understand(ownFiles)
    const next = new Map([...ships.entries, ...house.entries].map((entry) => [entry.playbook.name, entry]))
    const nesting = [...next].flatMap(([name, entry]): [string, Entry, string][] => {
      const fault = nestingFault(name, (one) => next.get(one)?.playbook)
      return fault === null ? [] : [[name, entry, fault]]
    })
    for (const [name, entry, fault] of nesting) next.set(name, { ...entry, problem: entry.problem ?? fault })
    good = new Map([
      ...ships.entries.map((entry) => [keyOf(shipped ?? '', entry.file), entry] as const),
      ...house.entries.map((entry) => [keyOf(ownFiles?.path ?? '', entry.file), entry] as const),
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

  async function read(): Promise<void> {
    const take = await reading()
    unread = null
    take()
  }

  /** By name. */
  function known(): ReadonlyMap<string, Entry> {
    const take = unread
    unread = null
    try {
      take?.()
    } catch (error) {
      logger.error('The playbooks could not be read', { error })
    }
    return entries
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
    const entry = known().get(name)
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
      [...known().values()]
        .map((entry) => playbookView(entry.playbook, entry))
        .sort((a, b) => naturalOrder(a.category, b.category) || naturalOrder(a.title, b.title)),
    get: viewOf,
    find: (name) => known().get(name)?.playbook,
    async readFiles() {
      await readSafely()
      return { folder: folder(), readAt, playbooks: entries.size, problems: [...problems] }
    },
    check(text) {
      const reading = readPlaybook(text)
      if (!reading.ok) return { ok: false, problems: [...reading.problems], playbook: null }
      const { playbook } = reading
      const fault = nestingFault(playbook.name, (name) =>
        name === playbook.name ? playbook : known().get(name)?.playbook,
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
        const before = known().get(name)
        const file = before?.builtIn === false ? before.file : `${name}.yaml`
        await written(own, file, text)
        const summary = `Playbook “${reading.playbook.title}” saved, version ${reading.playbook.version}`
        await audit.append([auditNote(asker, 'playbook.save', null, summary, { name, file })])
        await read()
        return viewOf(name) ?? playbookView(reading.playbook, { builtIn: false, file, problem: null })
      }),
    remove: (asker, name) =>
      queued(async () => {
        const before = known().get(name)
        if (before === undefined) throw new HouseError('unknown', `There is no playbook “${name}”.`)
        if (before.builtIn) throw new HouseError('state', `The playbook “${name}” ships with Signalbox; it stays.`)
        await rm(join(ownFolder(), before.file), { force: true })
        const detail = { name, text: before.playbook.text }
        await audit.append([
          auditNote(asker, 'playbook.remove', null, `Playbook “${before.playbook.title}” removed`, detail),
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
      await queued(async () => {
        unread = await reading()
      })
    },
    settle(ready) {
      void ready.then(() => {
        if (!isStopped) later = setTimeout(known, FIRST_PICTURES_MS)
      })
    },
    stop() {
      isStopped = true
      if (later !== null) clearTimeout(later)
      endSettings?.()
      watched?.end()
      watched = null
    },
  }
}

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
