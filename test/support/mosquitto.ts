import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type TlsFiles, makeTlsFiles } from './tlsFiles'

export type MosquittoWishes = {
  /** Password by user name; null: everybody is let in. */
  readonly users: Readonly<Record<string, string>> | null
  /** Text of an ACL file (`user ndi`, `topic read /lab/#`, …); null: whoever is in may do everything. */
  readonly acl: string | null
  /** mqtts (and wss) with a certificate for 127.0.0.1 and localhost from an authority of its own. */
  readonly tls: boolean
  /** Only who shows a certificate of that authority is let in; needs `tls`. */
  readonly requireClientCert: boolean
  /** A second listener that speaks MQTT over WebSocket. */
  readonly websockets: boolean
  /** Says only what goes wrong: each message costs it a line otherwise. */
  readonly quiet: boolean
}

/** Everybody is let in, over plain TCP. */
export const OPEN_BROKER: MosquittoWishes = {
  users: null,
  acl: null,
  tls: false,
  requireClientCert: false,
  websockets: false,
  quiet: false,
}

/** A real mosquitto of its own, on free ports of 127.0.0.1. What it has retained, and its sessions, survive its restart. */
export type Mosquitto = {
  /** `mqtt://127.0.0.1:…` or `mqtts://…`, without credentials. */
  readonly url: string
  readonly port: number
  /** `ws://127.0.0.1:…` or `wss://…`; empty where no WebSocket was wished for. */
  readonly webSocketUrl: string
  /** PEM texts: the authority's certificate, a client's certificate and key; null without TLS. */
  readonly tls: TlsFiles | null
  /** Takes the broker away as a tidy shutdown does; its clients see a closed connection. */
  readonly stop: () => Promise<void>
  /** Takes it away without a goodbye (SIGKILL): what it has not yet written is lost. */
  readonly kill: () => Promise<void>
  /** Starts it again on the same ports with what it had written. */
  readonly start: () => Promise<void>
  /** Stops it and takes its folder away. */
  readonly end: () => Promise<void>
  /** All that it has written to its log. */
  readonly said: () => string
}

/** Where Debian's package puts it; /usr/sbin is not on everybody's path. */
const PROGRAM = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto'].find(existsSync)
const READY_MS = 15_000
const ATTEMPTS = 5

/** Starts a mosquitto and waits until it listens. @throws Error with all it said when it does not */
export async function startMosquitto(wishes: Partial<MosquittoWishes> = {}): Promise<Mosquitto> {
  const whole = { ...OPEN_BROKER, ...wishes }
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'))
  try {
    const tls = whole.tls || whole.requireClientCert ? makeTlsFiles(folder) : null
    // A port that was free a moment ago may be taken by the time it is listened on.
    for (let attempt = 1; ; attempt += 1) {
      const broker = onPorts({ wishes: whole, folder, tls, ports: [await freePort(), await freePort()] })
      try {
        await broker.start()
        return broker
      } catch (error) {
        if (attempt === ATTEMPTS || !broker.said().includes('Address already in use')) throw error
      }
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

type Parts = {
  readonly wishes: MosquittoWishes
  readonly folder: string
  readonly tls: TlsFiles | null
  readonly ports: readonly [number, number]
}

function onPorts({ wishes, folder, tls, ports }: Parts): Mosquitto {
  const [port, webSocketPort] = ports
  const file = join(folder, 'mosquitto.conf')
  writeFileSync(file, configuration({ wishes, folder, tls, ports }))
  let child: ChildProcess | null = null
  let said = ''

  async function start(): Promise<void> {
    if (child !== null) return
    if (PROGRAM === undefined) throw new Error('There is no mosquitto. Install it: apt-get install mosquitto')
    const own = spawn(PROGRAM, ['-c', file], { stdio: ['ignore', 'pipe', 'pipe'] })
    child = own
    const hear = (chunk: Buffer): void => {
      said += chunk.toString()
    }
    own.stdout.on('data', hear)
    own.stderr.on('data', hear)
    const listening = wishes.websockets ? ports : [port]
    const limit = Date.now() + READY_MS
    for (const one of listening) {
      while (!(await accepts(one))) {
        if (own.exitCode === null && Date.now() < limit) {
          await delay(20)
          continue
        }
        await leave('SIGKILL')
        throw new Error(`mosquitto did not start. It said:\n${said}`)
      }
    }
  }

  async function leave(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const last = child
    child = null
    if (last === null || last.exitCode !== null || last.signalCode !== null) return
    const gone = new Promise((resolve) => last.once('exit', resolve))
    last.kill(signal)
    await gone
  }

  const secure = tls === null ? '' : 's'
  return {
    url: `mqtt${secure}://127.0.0.1:${String(port)}`,
    port,
    webSocketUrl: wishes.websockets ? `ws${secure}://127.0.0.1:${String(webSocketPort)}` : '',
    tls,
    start,
    stop: () => leave('SIGTERM'),
    kill: () => leave('SIGKILL'),
    async end() {
      await leave('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
    said: () => said,
  }
}

function configuration({ wishes, folder, tls, ports: [port, webSocketPort] }: Parts): string {
  const secured =
    tls === null
      ? []
      : [
          `cafile ${join(folder, 'ca.pem')}`,
          `certfile ${join(folder, 'server.pem')}`,
          `keyfile ${join(folder, 'server.key')}`,
          `require_certificate ${String(wishes.requireClientCert)}`,
        ]
  const lines = [
    // Started by root it would become another user, who may not read these files.
    `user ${userInfo().username}`,
    'log_dest stdout',
    ...(wishes.quiet ? ['log_type error', 'log_type warning'] : ['log_type all']),
    'persistence true',
    `persistence_location ${folder}/`,
    'set_tcp_nodelay true',
    // Without a limit (0), mosquitto 2.0.11 closes the connection of whoever an ACL refuses something.
    'max_queued_messages 1000000',
    `allow_anonymous ${String(wishes.users === null)}`,
    ...(wishes.users === null ? [] : [`password_file ${passwordFile(folder, wishes.users)}`]),
    ...(wishes.acl === null ? [] : [`acl_file ${aclFile(folder, wishes.acl)}`]),
    `listener ${String(port)} 127.0.0.1`,
    ...secured,
    ...(wishes.websockets ? [`listener ${String(webSocketPort)} 127.0.0.1`, 'protocol websockets', ...secured] : []),
  ]
  return `${lines.join('\n')}\n`
}

function passwordFile(folder: string, users: Readonly<Record<string, string>>): string {
  const file = join(folder, 'passwords')
  const lines = Object.entries(users).map(([user, password]) => `${user}:${password}\n`)
  writeFileSync(file, lines.join(''), { mode: 0o600 })
  execFileSync('mosquitto_passwd', ['-U', file])
  return file
}

function aclFile(folder: string, text: string): string {
  const file = join(folder, 'acl')
  writeFileSync(file, text.endsWith('\n') ? text : `${text}\n`, { mode: 0o600 })
  return file
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      resolve(false)
    })
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
