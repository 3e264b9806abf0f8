import { readFile, readdir, stat } from 'node:fs/promises'

const MAX_BYTES = 16 * 1024 * 1024

/** The `.yaml` and `.yml` files of a folder by name, without folders in it and hidden ones; or why there are none. */
export async function yamlNamesIn(folder: string, of: string): Promise<readonly string[] | string> {
  try {
    const names = await readdir(folder, { withFileTypes: true })
    return names
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && /\.ya?ml$/i.test(entry.name))
      .map(({ name }) => name)
      .sort()
  } catch (error) {
    return `The folder of ${of} cannot be read: ${reasonOf(error)}`
  }
}

export type FileText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly fault: string }

/** Never throws. */
export async function textOfFile(path: string): Promise<FileText> {
  try {
    const about = await stat(path)
    if (!about.isFile()) return { ok: false, fault: 'It is no plain file.' }
    if (about.size > MAX_BYTES) return { ok: false, fault: 'The file has more than 16 MB; split it.' }
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)) }
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, fault: 'The file is not text in UTF-8.' }
    return { ok: false, fault: `The file cannot be read: ${reasonOf(error)}` }
  }
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
      return `${error instanceof Error ? error.message : String(error)}.`
  }
}
