import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { SecretError } from './secretBox'

const KEY_BYTES = 32
/** Somebody besides the owner may read or write it. */
const OTHERS = 0o077

/** The key in a file (hex, 32 bytes); null: there is no such file. @throws SecretError for one that must not be used */
export function readKeyFile(path: string, platform: NodeJS.Platform): Buffer | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new SecretError(`The key file ${path} cannot be read: ${String(error)}`, { cause: error })
  }
  try {
    // Windows keeps who may read a file elsewhere: the data folder is the user's own there.
    if (platform !== 'win32' && (fstatSync(file).mode & OTHERS) !== 0) {
      throw new SecretError(
        `Others on this machine can read the key file ${path}, so it is not used. Run: chmod 600 ${path} – then save the broker again, or start Signalbox again.`,
      )
    }
    const text = readFileSync(file, 'utf8').trim()
    if (!/^[0-9a-f]{64}$/.test(text)) {
      throw new SecretError(
        `The key file ${path} is damaged. Restore it from a backup, or move it away and give the passwords again.`,
      )
    }
    return Buffer.from(text, 'hex')
  } finally {
    closeSync(file)
  }
}

/** Makes a key file that only its owner can read; it is on the disk when this returns. @throws SecretError */
export function makeKeyFile(path: string): Buffer {
  const key = randomBytes(KEY_BYTES)
  try {
    const file = openSync(path, 'wx', 0o600)
    try {
      writeSync(file, `${key.toString('hex')}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    return key
  } catch (error) {
    throw new SecretError(`The key file ${path} cannot be made: ${String(error)}`, { cause: error })
  }
}
