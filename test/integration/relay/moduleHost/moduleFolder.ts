import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of modules on disk. */
export type ModuleFolder = {
  readonly path: string
  /** Writes `<name>/index.mjs`; each time later than the time before. Returns its path. */
  readonly write: (name: string, text: string) => string
  readonly remove: (name: string) => void
  readonly end: () => void
}

export function moduleFolder(): ModuleFolder {
  const path = mkdtempSync(join(tmpdir(), 'signalbox-modules-'))
  let written = 0
  return {
    path,
    write(name, text) {
      mkdirSync(join(path, name), { recursive: true })
      const file = join(path, name, 'index.mjs')
      writeFileSync(file, text)
      written += 1
      const at = new Date(1_700_000_000_000 + written * 1000)
      utimesSync(file, at, at)
      return file
    },
    remove(name) {
      rmSync(join(path, name), { recursive: true, force: true })
    },
    end() {
      rmSync(path, { recursive: true, force: true })
    },
  }
}
