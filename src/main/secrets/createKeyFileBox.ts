import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { makeKeyFile, readKeyFile } from './keyFile'
import { type SecretBox, SecretError } from './secretBox'

/** NIST SP 800-38D §8.2: 96 bits, never twice with one key. */
const IV_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM with a random key in a file of its own, which is made with the first secret. */
export function createKeyFileBox(parts: {
  /** Such as `<data folder>/secret.key`. */
  readonly path: string
  readonly platform: NodeJS.Platform
}): SecretBox {
  const { path, platform } = parts
  return {
    seal(text) {
      const key = readKeyFile(path, platform) ?? makeKeyFile(path)
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')
    },
    open(sealed) {
      const key = readKeyFile(path, platform)
      if (key === null) throw new SecretError(`The key file ${path} is gone, and with it what it protected.`)
      const whole = Buffer.from(sealed, 'base64')
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, whole.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        decipher.setAuthTag(whole.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
        return Buffer.concat([decipher.update(whole.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
      } catch (error) {
        throw new SecretError(`The key file ${path} is not the one that this was protected with.`, { cause: error })
      }
    },
  }
}
