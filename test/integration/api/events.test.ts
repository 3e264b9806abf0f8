import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY, type OpenDoor, openDoor } from './openDoor'

type Seen = {
  readonly id: string | null
  readonly data: { readonly type: string; readonly id: number; readonly text?: string }
}

describe('the event stream', () => {
  let door: OpenDoor
  beforeAll(async () => {
    door = await openDoor({})
  })
  afterAll(() => door.stop())

  const fault = (text: string): void => {
    door.events.append({ type: 'fault', at: '2026-01-01T00:00:00.000Z', text, target: null })
  }

  /** Reads `count` events of a type, else of any. `onOpen` is called when the stream is there. */
  async function read(
    count: number,
    headers: Record<string, string>,
    onOpen: () => void,
    type: string | null = null,
  ): Promise<readonly Seen[]> {
    const ending = new AbortController()
    const answer = await fetch(`${door.url}/api/v1/events`, {
      headers: { authorization: `Bearer ${ADMIN_KEY}`, ...headers },
      signal: ending.signal,
    })
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    if (answer.body === null) throw new Error('no stream')
    const seen: Seen[] = []
    let text = ''
    let isOpen = false
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      if (!isOpen) onOpen()
      isOpen = true
      text += chunk
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1]
        if (data === undefined) continue
        const one = { id: /^id: (.*)$/m.exec(block)?.[1] ?? null, data: JSON.parse(data) as Seen['data'] }
        if (type === null || one.data.type === type) seen.push(one)
      }
      if (seen.length >= count) break
    }
    ending.abort()
    return seen.slice(0, count)
  }

  it('tells what happens from now on, numbered', async () => {
    fault('before')
    const tell = () => {
      setTimeout(() => {
        fault('one')
        fault('two')
      }, 50)
    }
    const seen = await read(2, {}, tell, 'fault')
    expect(seen.map(({ data }) => data.text)).toEqual(['one', 'two'])
    for (const { id, data } of seen) expect(id).toBe(String(data.id))
  })

  it('replays what was missed since Last-Event-ID', async () => {
    const [first] = await read(1, { 'last-event-id': '0' }, () => undefined)
    const from = first?.data.id ?? 0
    fault('missed 1')
    fault('missed 2')
    const all = await read(3, { 'last-event-id': String(from) }, () => undefined)
    expect(all.map(({ data }) => data.id)).toEqual([from + 1, from + 2, from + 3])
    const [next] = await read(1, { 'last-event-id': String(from + 3) }, () => undefined)
    expect(next?.data.id).toBe(from + 4)
  })

  it('says so when what was missed is no longer kept', async () => {
    for (let i = 0; i < 1100; i += 1) fault(`burst ${i}`)
    const [gap, next] = await read(2, { 'last-event-id': '1' }, () => undefined)
    expect(gap?.data.type).toBe('gap')
    expect(next?.data.type).toBe('fault')
    expect(next?.data.id).toBe((gap?.data.id ?? 0) + 1)
    const [ahead] = await read(1, { 'last-event-id': '999999' }, () => undefined)
    expect(ahead?.data.type).toBe('gap')
  })

  it('counts a Last-Event-ID that is none as none', async () => {
    const tell = () => {
      setTimeout(() => {
        fault('fresh')
      }, 50)
    }
    const [seen] = await read(1, { 'last-event-id': 'x' }, tell, 'fault')
    expect(seen?.data.text).toBe('fresh')
  })

  it('tells of registries', async () => {
    const add = () => {
      void door.api('POST', '/registries', { label: 'Nowhere', queryUrl: 'http://127.0.0.1:9/', enabled: false })
    }
    const [seen] = await read(1, {}, add, 'registry')
    expect(seen?.data).toMatchObject({ registry: { label: 'Nowhere', enabled: false } })
  })

  it('ends in good order when Signalbox stops', async () => {
    const other = await openDoor({})
    const paths = ['events', 'picture']
    const streams = await Promise.all(
      paths.map((path) => fetch(`${other.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } })),
    )
    const texts = Promise.all(streams.map((stream) => stream.text()))
    await other.stop()
    for (const text of await texts) expect(text).toMatch(/^: /)
  })
})
