import type { SafeStorage } from 'electron'
import { type SecretBox, SecretError } from '../secrets/secretBox'

/**
 * The keychain of the operating system; null where there is none that protects anything: Electron's `basic_text` on Linux
 * has its key in its own program. Call it when the app is ready.
 */
export function keychainOf(safeStorage: SafeStorage, platform: NodeJS.Platform): SecretBox | null {
  if (!safeStorage.isEncryptionAvailable()) return null
  if (platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null
  return {
    seal: (text) => safeStorage.encryptString(text).toString('base64'),
    open(sealed) {
      try {
        return safeStorage.decryptString(Buffer.from(sealed, 'base64'))
      } catch (error) {
        throw new SecretError('It was put into the keychain of another user or machine.', { cause: error })
      }
    },
  }
}
