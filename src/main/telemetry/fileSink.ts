import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { jsonLine, type LogSink } from './logSink'

/**
 * JSON lines in a file that never grows beyond `maxBytes`: full, it becomes `<path>.1`, that `<path>.2`, and so on;
 * `keep` old ones stay. Lines are written as they come, so that the last one before a crash is there. A line that cannot
 * be written is dropped; `onTrouble` hears of the first in a row.
 */
export function createFileSink(options: {
  readonly path: string
  readonly maxBytes: number
  readonly keep: number
  readonly onTrouble: (error: unknown) => void
}): LogSink {
  const { path, maxBytes, keep } = options
  let file: { readonly descriptor: number; size: number } | null = null
  let closed = false
  let troubled = false

  const openFile = (): { readonly descriptor: number; size: number } => {
    mkdirSync(dirname(path), { recursive: true })
    const descriptor = openSync(path, 'a', 0o600)
    return { descriptor, size: fstatSync(descriptor).size }
  }

  const rotate = (): void => {
    if (file !== null) closeSync(file.descriptor)
    file = null
    if (keep === 0) rmSync(path, { force: true })
    for (let age = keep; age >= 1; age--) {
      const younger = age === 1 ? path : `${path}.${age - 1}`
      if (existsSync(younger)) renameSync(younger, `${path}.${age}`)
    }
  }

  return {
    write: (record) => {
      if (closed) return
      try {
        const line = Buffer.from(jsonLine(record))
        file ??= openFile()
        if (file.size > 0 && file.size + line.length > maxBytes) {
          rotate()
          file = openFile()
        }
        file.size += writeSync(file.descriptor, line)
        troubled = false
      } catch (error) {
        if (!troubled) options.onTrouble(error)
        troubled = true
      }
    },
    close: () => {
      closed = true
      if (file !== null) closeSync(file.descriptor)
      file = null
    },
  }
}
