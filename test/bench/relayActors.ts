import { fork } from 'node:child_process'
import { join } from 'node:path'

/** `count` commands under the numbers `<round>-<n>`, answered when as many events of this status have come. */
export type ActorsOrder = { readonly round: string; readonly count: number; readonly until: 'OK' | 'DISPATCHED' }
export type ActorsReport =
  { readonly kind: 'ready' } | { readonly kind: 'answered' } | { readonly kind: 'failed'; readonly text: string }

/** Actors that command, and devices that say yes, in a process of their own. */
export type Actors = {
  /** Fulfilled when all is answered. @throws Error with the first refusal */
  readonly command: (order: ActorsOrder) => Promise<void>
  readonly stop: () => Promise<void>
}

export async function startActors(url: string, actors: number, devices: number): Promise<Actors> {
  const child = fork(join(import.meta.dirname, 'relayActors.js'), [url, String(actors), String(devices)])
  let next: { readonly fulfil: () => void; readonly reject: (error: Error) => void } | null = null
  const report = (): Promise<void> =>
    new Promise((fulfil, reject) => {
      next = { fulfil, reject }
    })
  child.on('message', (message: ActorsReport) => {
    if (message.kind === 'failed') next?.reject(new Error(`A command was refused: ${message.text}`))
    else next?.fulfil()
  })
  child.once('exit', (code) => {
    next?.reject(new Error(`The actors have ended with code ${String(code)}`))
  })
  await report()
  return {
    async command(order) {
      const answered = report()
      child.send(order)
      await answered
    },
    async stop() {
      next = null
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.disconnect()
      await gone
    },
  }
}
