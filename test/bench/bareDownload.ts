import { Agent, get, type IncomingHttpHeaders } from 'node:http'

const kinds = ['nodes', 'devices', 'sources', 'flows', 'senders', 'receivers'] as const

export type Resource = { readonly id: string; readonly version: string; readonly label: string }
export type Downloaded = Readonly<Record<(typeof kinds)[number], readonly Resource[]>>

/**
 * Everything a registry has, page by page, and nothing done with it but JSON.parse: six kinds in parallel, one kept-alive
 * connection each. What every controller has to do at the least.
 */
export async function bareDownload(queryUrl: string): Promise<Downloaded> {
  const lists = await Promise.all(kinds.map((kind) => downloadKind(queryUrl, kind)))
  return Object.fromEntries(kinds.map((kind, i) => [kind, lists[i] ?? []])) as unknown as Downloaded
}

/** How many resources were downloaded. */
export const sizeOf = (all: Downloaded): number => Object.values(all).reduce((sum, list) => sum + list.length, 0)

async function downloadKind(queryUrl: string, kind: string): Promise<Resource[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const found: Resource[] = []
  const query = 'paging.order=create&paging.since=0:0&paging.limit=1000&query.downgrade=v1.2'
  try {
    let url = `${queryUrl}v1.3/${kind}?${query}`
    for (;;) {
      const { text, headers } = await page(url, agent)
      const entries = JSON.parse(text) as Resource[]
      if (entries.length === 0) return found
      found.push(...entries)
      const next = /<([^>]+)>; *rel="next"/.exec(String(headers.link))?.[1]
      if (next === undefined) return found
      url = next
    }
  } finally {
    agent.destroy()
  }
}

function page(url: string, agent: Agent): Promise<{ readonly text: string; readonly headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        if (answer.statusCode !== 200) reject(new Error(`GET ${url} answered ${String(answer.statusCode)}`))
        else resolve({ text: Buffer.concat(chunks).toString('utf8'), headers: answer.headers })
      })
    }).on('error', reject)
  })
}
