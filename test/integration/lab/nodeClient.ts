import { setTimeout as delay } from 'node:timers/promises'
import type { Lab } from '../../../src/lab/lab'

/** An answer of a lab's API: JSON where it is JSON, else the text. */
export type Got = { readonly status: number; readonly body: unknown; readonly headers: Headers }

/** One request, redirects left alone. */
export async function ask(method: string, url: string, body?: unknown): Promise<Got> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    ...(body === undefined
      ? {}
      : {
          body: typeof body === 'string' ? body : JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
  })
  const text = await response.text()
  const json = response.headers.get('content-type')?.startsWith('application/json') === true && text !== ''
  return { status: response.status, body: json ? (JSON.parse(text) as unknown) : text, headers: response.headers }
}

export const get = (url: string): Promise<Got> => ask('GET', url)

/** Asks again and again until `check` says yes, at most for `limitMs`. */
export async function until<T>(look: () => Promise<T>, check: (value: T) => boolean, limitMs = 30_000): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const value = await look()
    if (check(value)) return value
    if (Date.now() > end) throw new Error(`Waited ${String(limitMs)} ms in vain; last seen ${JSON.stringify(value)}`)
    await delay(20)
  }
}

/** Base of the node that has a sender or receiver. */
export function nodeUrl(lab: Lab, id: string): string {
  const label = lab.plant.entry(id)?.node
  const node = lab.nodes.find((candidate) => candidate.blueprint.label === label)
  if (node === undefined) throw new Error(`No node has ${id}`)
  return node.url
}

/** Where a sender or receiver is in the Connection API. */
export function endpointUrl(lab: Lab, id: string, version = 'v1.1'): string {
  const side = lab.plant.entry(id)?.type === 'sender' ? 'senders' : 'receivers'
  return `${nodeUrl(lab, id)}/x-nmos/connection/${version}/single/${side}/${id}`
}

/** A resource as the registry has it, or undefined. */
export async function inRegistry(lab: Lab, kind: string, id: string): Promise<Record<string, unknown> | undefined> {
  const got = await get(`${lab.registry.queryUrl}v1.3/${kind}/${id}`)
  return got.status === 200 ? (got.body as Record<string, unknown>) : undefined
}
