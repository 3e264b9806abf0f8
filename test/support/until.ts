import { setTimeout as delay } from 'node:timers/promises'

/** Asks again and again until `check` says yes. @throws with what was seen last after `limitMs` */
export async function until<T>(look: () => Promise<T> | T, check: (value: T) => boolean, limitMs: number): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const value = await look()
    if (check(value)) return value
    if (Date.now() > end) throw new Error(`Waited ${String(limitMs)} ms in vain; last seen ${JSON.stringify(value)}`)
    await delay(25)
  }
}
