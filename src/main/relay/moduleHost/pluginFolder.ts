import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RelayPlugin } from '../module'
import { readPlugin, wordsOf } from './readPlugin'

/** A sub-folder that has an `index.mjs` or `index.js`. */
export type PluginFile = {
  /** Of the sub-folder. */
  readonly folder: string
  readonly path: string
  /** When it was last written, epoch ms. */
  readonly changedAt: number
}

export type LoadedFile = PluginFile &
  ({ readonly ok: true; readonly plugin: RelayPlugin } | { readonly ok: false; readonly problem: string })

const MOST_FOLDERS = 100
const INDEXES = ['index.mjs', 'index.js']

/** What is there, by name; hidden folders are left alone. A text: why the folder cannot be read. Never throws. */
export async function pluginFilesIn(folder: string): Promise<readonly PluginFile[] | string> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const names = entries
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort()
    if (names.length > MOST_FOLDERS) {
      return `The folder of modules has ${String(names.length)} folders; at most ${String(MOST_FOLDERS)} are read.`
    }
    const files = await Promise.all(names.map((name) => indexIn(folder, name)))
    return files.filter((file) => file !== null)
  } catch (error) {
    return `The folder of modules ${folder} cannot be read: ${reasonOf(error)}`
  }
}

/** Reads the module afresh when it was written since it was last read. Never throws. */
export async function loadPlugin(file: PluginFile): Promise<LoadedFile> {
  const url = pathToFileURL(file.path)
  // Node keeps what it has read under its address: another one is read anew.
  url.searchParams.set('changed', String(file.changedAt))
  try {
    // A chunk of its own: code that comes from the code cache cannot import.
    const { importFile } = await import('./importFile')
    const loaded = await importFile(url)
    const reading = readPlugin(isObject(loaded) ? loaded['default'] : undefined)
    return reading.ok ? { ...file, ...reading } : { ...file, ok: false, problem: `${file.path}: ${reading.problem}` }
  } catch (error) {
    return { ...file, ok: false, problem: `${file.path} cannot be loaded: ${kindOf(error)}${wordsOf(error)}` }
  }
}

async function indexIn(folder: string, name: string): Promise<PluginFile | null> {
  for (const index of INDEXES) {
    const path = join(folder, name, index)
    const about = await stat(path).catch(() => null)
    if (about?.isFile() === true) return { folder: name, path, changedAt: about.mtimeMs }
  }
  return null
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function kindOf(error: unknown): string {
  return error instanceof SyntaxError ? 'it is no JavaScript: ' : ''
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  switch (code) {
    case 'ENOENT':
      return 'it is not there.'
    case 'EACCES':
    case 'EPERM':
      return 'Signalbox is not allowed to.'
    case 'ENOTDIR':
      return 'it is no folder.'
    default:
      return wordsOf(error)
  }
}
