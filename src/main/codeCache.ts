import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { Script } from 'node:vm'

/** What V8 made of the built program, kept beside it, so that the next start need not compile it again. */
export type CodeCache = {
  /** Keeps what has been compiled until now. Does nothing when all of it came from the cache, or where it cannot be written. */
  readonly save: () => void
}

/** A chunk of less, in characters, is compiled sooner than it is found. */
const WORTH_IT = 64 * 1024

type Compile = (this: Module, content: string, path: string) => unknown

/**
 * From now on the large chunks of the build (`<program>/chunks`) come from the cache, where V8 finds it fit for this Node
 * and these chunks. Their names have a hash of their content, so that a new build never meets an old cache. What comes
 * from it cannot `import()` files: that has a chunk of its own (importFile.ts). Node does the same by itself from 22.1 on
 * (`module.enableCompileCache`).
 */
export function attachCodeCache(program: string): CodeCache {
  const chunks = join(program, 'chunks')
  const kept = (path: string): string => join(program, 'compiled', `${basename(path)}.bin`)
  const fresh = new Map<string, Script>()
  const module = Module.prototype as unknown as { _compile: Compile }
  const compile = module._compile

  module._compile = function (content, path) {
    if (content.length < WORTH_IT || dirname(path) !== chunks) return compile.call(this, content, path)
    const cachedData = readIfThere(kept(path))
    const script = new Script(Module.wrap(content), {
      filename: path,
      ...(cachedData === null ? {} : { cachedData }),
    })
    if (script.cachedDataRejected !== false) fresh.set(path, script)
    const run = script.runInThisContext() as (this: unknown, ...given: readonly unknown[]) => unknown
    return run.call(this.exports, this.exports, createRequire(path), this, path, dirname(path))
  }

  return {
    save() {
      for (const [path, script] of fresh) {
        try {
          writeWhole(kept(path), script.createCachedData())
        } catch {
          // The program is where only others may write: it starts a little slower, and that is all.
        }
      }
      fresh.clear()
    },
  }
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}

/** Nobody reads half of it, and of two who write at once one is the last. */
function writeWhole(path: string, data: Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${String(process.pid)}`
  writeFileSync(draft, data)
  renameSync(draft, path)
}
