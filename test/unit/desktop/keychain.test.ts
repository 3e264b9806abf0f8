import type { SafeStorage } from 'electron'
import { describe, expect, it } from 'vitest'
import { keychainOf } from '../../../src/main/desktop/keychain'
import { SecretError } from '../../../src/main/secrets/secretBox'

type Backend = ReturnType<SafeStorage['getSelectedStorageBackend']>

function storage(isAvailable: boolean, backend: Backend): SafeStorage {
  const made: Partial<SafeStorage> = {
    isEncryptionAvailable: () => isAvailable,
    getSelectedStorageBackend: () => backend,
    encryptString: (text) => Buffer.from(text).reverse(),
    decryptString(sealed) {
      if (sealed.length === 0) throw new Error('Error while decrypting the ciphertext provided to safeStorage.')
      return Buffer.from(sealed).reverse().toString()
    },
  }
  return made as SafeStorage
}

describe('the keychain of the operating system', () => {
  it('keeps secrets where it protects them', () => {
    const box = keychainOf(storage(true, 'gnome_libsecret'), 'linux')
    expect(box?.open(box.seal('pässword'))).toBe('pässword')
    expect(() => box?.open('')).toThrow(SecretError)
  })

  it.each([
    [false, 'gnome_libsecret', 'linux', false],
    [true, 'basic_text', 'linux', false],
    [true, 'unknown', 'darwin', true],
  ] as const)('available %s, backend %s, on %s: used %s', (isAvailable, backend, platform, used) => {
    expect(keychainOf(storage(isAvailable, backend), platform) !== null).toBe(used)
  })
})
