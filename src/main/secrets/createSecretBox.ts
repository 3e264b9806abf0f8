import { type SecretBox, SecretError } from './secretBox'

const KEYCHAIN = 'os1:'
const KEY_FILE = 'file1:'

/** Seals with the keychain of the operating system where there is one, else with the key file; opens what either sealed. */
export function createSecretBox(parts: {
  readonly keychain: SecretBox | null
  readonly keyFile: SecretBox
}): SecretBox {
  const { keychain, keyFile } = parts
  return {
    seal: (text) => (keychain === null ? KEY_FILE + keyFile.seal(text) : KEYCHAIN + keychain.seal(text)),
    open(sealed) {
      if (sealed.startsWith(KEY_FILE)) return keyFile.open(sealed.slice(KEY_FILE.length))
      if (!sealed.startsWith(KEYCHAIN)) throw new SecretError('It is damaged in the database.')
      if (keychain === null) {
        throw new SecretError(
          'The desktop application keeps it in the keychain of its user, which this host cannot open.',
        )
      }
      return keychain.open(sealed.slice(KEYCHAIN.length))
    },
  }
}
