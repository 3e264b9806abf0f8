import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** PEM texts of an authority of one's own: its certificate, and a client's certificate and key. */
export type TlsFiles = {
  readonly ca: string
  readonly clientCert: string
  readonly clientKey: string
}

/**
 * Makes an authority (ca.pem), a server's certificate for 127.0.0.1 and localhost (server.pem, server.key) and a client's
 * (client.pem, client.key) in a folder. @throws Error when there is no openssl
 */
export function makeTlsFiles(folder: string): TlsFiles {
  const at = (name: string): string => join(folder, name)
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const key = (name: string): void => {
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', at(`${name}.key`))
  }
  const issue = (name: string, subject: string, extensions: string): void => {
    key(name)
    writeFileSync(at(`${name}.ext`), extensions)
    openssl('req', '-new', '-key', at(`${name}.key`), '-subj', subject, '-out', at(`${name}.csr`))
    const signing = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '30']
    const files = ['-in', at(`${name}.csr`), '-extfile', at(`${name}.ext`), '-out', at(`${name}.pem`)]
    openssl('x509', '-req', ...files, ...signing)
  }
  key('ca')
  openssl(
    'req',
    '-x509',
    '-new',
    '-key',
    at('ca.key'),
    '-subj',
    '/CN=Test authority',
    '-days',
    '30',
    '-out',
    at('ca.pem'),
  )
  issue('server', '/CN=127.0.0.1', 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n')
  issue('client', '/CN=signalbox', 'extendedKeyUsage=clientAuth\n')
  const read = (name: string): string => readFileSync(at(name), 'utf8')
  return { ca: read('ca.pem'), clientCert: read('client.pem'), clientKey: read('client.key') }
}
