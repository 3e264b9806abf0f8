import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** An entry of the build that was started and is ready. */
export type Started = {
  readonly child: ChildProcess
  /** The JSON object that it said when it was ready. */
  readonly ready: unknown
  /** All that it has written so far, errors too. */
  readonly said: () => string
  /** SIGTERM, and SIGKILL where that does not help within 10 s. Resolves when the process is gone. */
  readonly stop: () => Promise<void>
}

const readyLimitMs = 60_000
const endLimitMs = 10_000

/** Starts `out/main/<entry>.js` and waits for its line of JSON. @throws with all it said when it ends before or takes over 60 s */
export async function startEntry(
  entry: 'host' | 'lab',
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Started> {
  const file = join(root, 'out', 'main', `${entry}.js`)
  if (!existsSync(file)) throw new Error(`There is no ${file}. Build first: npm run build`)
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let out = ''
  let err = ''
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  const stop = async (): Promise<void> => {
    const timer = setTimeout(() => child.kill('SIGKILL'), endLimitMs)
    child.kill('SIGTERM')
    await ended
    clearTimeout(timer)
  }
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ready = new Promise<unknown>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const found = readyLine(out)
      if (found !== undefined) resolve(found)
    })
  })
  const failed = (why: string): Error => new Error(`The ${entry} ${why}. It said:\n${out}${err}`)
  let timer: NodeJS.Timeout | undefined
  try {
    const value = await Promise.race([
      ready,
      ended.then((code) => {
        throw failed(`ended with code ${String(code)} before it was ready`)
      }),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(failed(`was not ready after ${String(readyLimitMs / 1000)} s`))
        }, readyLimitMs)
      }),
    ])
    return { child, ready: value, said: () => out + err, stop }
  } catch (error) {
    await stop()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** The object of the first whole line that is one, with or without a word before it (`SIGNALBOX_READY {…}`). */
function readyLine(text: string): unknown {
  for (const line of text.split('\n').slice(0, -1)) {
    const json = /^(?:SIGNALBOX_READY )?(\{.*\})$/.exec(line.trim())?.[1]
    if (json !== undefined) return JSON.parse(json)
  }
  return undefined
}
