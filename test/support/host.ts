import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { startEntry } from './childProcess'

const Ready = z.object({ url: z.string(), signIn: z.string() })

/** The built host, running on a free port with data of its own. */
export type HostProcess = {
  /** `http://127.0.0.1:…`, no slash at the end. */
  readonly url: string
  /** The address with the one-time token. */
  readonly signIn: string
  /** An admin's key, for `Authorization: Bearer`. */
  readonly apiKey: string
  readonly pid: number
  /** A request of the orchestration API as an admin: `api('GET', '/receivers?limit=1')`. */
  readonly api: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>
  /** All that the host has written. */
  readonly said: () => string
  /** Ends it; its data folder goes too where it was made here. */
  readonly stop: () => Promise<void>
}

export type HostWishes = {
  /** Query API URLs; with none the host starts a lab of its own. */
  readonly registries: readonly string[]
  /** A data folder to use and to leave; null for a fresh one that goes with the host. */
  readonly data: string | null
  readonly flags: readonly string[]
}

/** Starts `out/main/host.js` and waits until it listens. */
export async function startHost(wishes: HostWishes): Promise<HostProcess> {
  const data = wishes.data ?? mkdtempSync(join(tmpdir(), 'signalbox-'))
  const forget = (): void => {
    if (wishes.data === null) rmSync(data, { recursive: true, force: true })
  }
  const apiKey = `test-${crypto.randomUUID()}`
  const sources = wishes.registries.flatMap((url) => ['--registry', url])
  const args = ['--port', '0', '--data', data, ...sources, ...(sources.length > 0 ? ['--no-lab'] : []), ...wishes.flags]
  try {
    const started = await startEntry('host', args, { SIGNALBOX_API_KEY: apiKey })
    const ready = Ready.parse(started.ready)
    const url = ready.url.replace(/\/$/, '')
    return {
      url,
      signIn: ready.signIn,
      apiKey,
      pid: started.child.pid ?? 0,
      api: (method, path, body) => request(`${url}/api/v1${path}`, apiKey, method, body),
      said: started.said,
      async stop() {
        await started.stop()
        forget()
      },
    }
  } catch (error) {
    forget()
    throw error
  }
}

async function request(url: string, key: string, method: string, body: unknown) {
  const headers: Record<string, string> = { authorization: `Bearer ${key}` }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const answer = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) }
}
