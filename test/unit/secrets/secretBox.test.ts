import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKeyFileBox } from '../../../src/main/secrets/createKeyFileBox'
import { createSecretBox } from '../../../src/main/secrets/createSecretBox'
import { type SecretBox, SecretError } from '../../../src/main/secrets/secretBox'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-secrets-'))
  path = join(folder, 'secret.key')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const box = () => createKeyFileBox({ path, platform: 'linux' })

describe('secrets by a key file', () => {
  it('are sealed otherwise each time and opened again, by a later start too', () => {
    const [first, second] = [box().seal('pässword'), box().seal('pässword')]
    expect(first).not.toBe(second)
    expect([first, second].map((sealed) => box().open(sealed))).toEqual(['pässword', 'pässword'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(Buffer.from(first, 'base64').includes('pässword')).toBe(false)
  })

  it('are kept from a key file that others can read, until that is mended', () => {
    const sealed = box().seal('x')
    chmodSync(path, 0o640)
    expect(() => box().open(sealed)).toThrow(/chmod 600/)
    expect(() => box().seal('y')).toThrow(SecretError)
    chmodSync(path, 0o600)
    expect(box().open(sealed)).toBe('x')
  })

  it('are lost with the file, and nobody makes a new one to read', () => {
    const sealed = box().seal('x')
    rmSync(path)
    expect(() => box().open(sealed)).toThrow(/is gone/)
    expect(() => statSync(path)).toThrow()
    box().seal('new')
    expect(() => box().open(sealed)).toThrow(/is not the one/)
  })

  it('are not opened where a bit of them is another', () => {
    const whole = Buffer.from(box().seal('x'), 'base64')
    const last = whole.length - 1
    whole[last] = (whole[last] ?? 0) ^ 1
    expect(() => box().open(whole.toString('base64'))).toThrow(SecretError)
    expect(() => box().open('')).toThrow(SecretError)
  })

  it('need a whole key', () => {
    box().seal('x')
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 20))
    expect(() => box().seal('y')).toThrow(/damaged/)
  })
})

describe('keychain and key file', () => {
  const keychain: SecretBox = {
    seal: (text) => Buffer.from(text).toString('hex'),
    open: (sealed) => Buffer.from(sealed, 'hex').toString(),
  }

  it('the keychain seals where there is one; either opens its own', () => {
    const before = createSecretBox({ keychain: null, keyFile: box() }).seal('host')
    const desktop = createSecretBox({ keychain, keyFile: box() })
    expect(desktop.open(before)).toBe('host')
    expect(desktop.open(desktop.seal('desktop'))).toBe('desktop')
  })

  it('a host says that it cannot open the keychain', () => {
    const sealed = createSecretBox({ keychain, keyFile: box() }).seal('x')
    expect(() => createSecretBox({ keychain: null, keyFile: box() }).open(sealed)).toThrow(/keychain/)
    expect(() => createSecretBox({ keychain, keyFile: box() }).open('something else')).toThrow(SecretError)
  })
})
