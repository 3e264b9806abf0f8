import { describe, expect, it } from 'vitest'
import type { PictureMessage } from '../../../src/contract'
import { PictureMessage as PictureMessageSchema } from '../../../src/contract'
import { createPictureFeed, pictureSnapshot } from '../../../src/main/plant/picture'
import type { Plant } from '../../../src/main/plant/plant'
import { device, emptyPlant, idOf, receiver, resource, sender } from './samples'

const many = (count: number, label: string) =>
  Array.from({ length: count }, (_, n) => sender(n, 1, { label, version: `1:${label.length}` }))

async function take(window: AsyncIterator<PictureMessage>, count: number): Promise<PictureMessage[]> {
  const messages: PictureMessage[] = []
  while (messages.length < count) {
    const { value, done } = await window.next()
    if (done === true) break
    messages.push(value)
  }
  return messages
}

/** A feed with one window, which has its first message. */
async function watched(plant: Plant) {
  const feed = createPictureFeed(plant, { coalesceMs: 0 })
  const ending = new AbortController()
  const window = feed.watch(ending.signal)[Symbol.asyncIterator]()
  await take(window, 1)
  return {
    feed,
    window,
    end() {
      ending.abort()
    },
  }
}

describe('the picture of a window', () => {
  it('begins with a snapshot in parts and goes on with patches, numbered without a gap', async () => {
    const { plant, pen } = emptyPlant()
    pen.put(many(4500, 'a'))
    const feed = createPictureFeed(plant, { coalesceMs: 0 })
    const ending = new AbortController()
    const window = feed.watch(ending.signal)[Symbol.asyncIterator]()
    const parts = await take(window, 3)
    expect(
      parts.map((part) => part.type === 'snapshot' && [part.seq, part.part, part.parts, part.records.length]),
    ).toEqual([
      [0, 1, 3, 2000],
      [0, 2, 3, 2000],
      [0, 3, 3, 500],
    ])
    pen.put([sender(1, 1, { label: 'new name', version: '2:0' })])
    pen.put([device(1, 1)])
    const patches = await take(window, 2)
    expect(patches).toMatchObject([
      { type: 'patch', seq: 1, put: [{ id: idOf('sender', 1), label: 'new name' }], removed: [] },
      { type: 'patch', seq: 2, put: [{ kind: 'device' }] },
    ])
    for (const message of [...parts, ...patches]) expect(PictureMessageSchema.parse(message)).toEqual(message)
    ending.abort()
    expect(await window.next()).toMatchObject({ done: true })
    feed.stop()
  })

  it('does not change where only what it does not show has', async () => {
    const { plant, pen } = emptyPlant()
    pen.put([sender(1, 1)])
    const { feed, end } = await watched(plant)
    pen.put([sender(1, 1, { version: '1:1', description: 'unseen' })])
    expect(feed.seq()).toBe(0)
    end()
  })

  it('is followed only while somebody watches, and whole again for the next', async () => {
    const { plant, pen } = emptyPlant()
    pen.put([sender(1, 1)])
    const { feed, window, end } = await watched(plant)
    pen.put([sender(2, 1)])
    expect(await take(window, 1)).toMatchObject([{ type: 'patch', seq: 1 }])
    end()
    expect(await window.next()).toMatchObject({ done: true })
    pen.put([sender(1, 1, { label: 'renamed unseen', version: '2:0' }), sender(3, 1)])
    expect(feed.seq()).toBe(1)
    const next = feed.watch(new AbortController().signal)[Symbol.asyncIterator]()
    const [snapshot] = await take(next, 1)
    expect(snapshot).toMatchObject({ type: 'snapshot', seq: 1, records: pictureSnapshot(plant).records })
    pen.put([sender(4, 1)])
    expect(await take(next, 1)).toMatchObject([{ type: 'patch', seq: 2, put: [{ id: idOf('sender', 4) }] }])
    feed.stop()
  })

  it('follows a sender’s format from its flow, and a receiver’s controls from its device', async () => {
    const { plant, pen } = emptyPlant()
    pen.put([sender(1, 1, { flow_id: idOf('flow', 1) }), receiver(1, 1)])
    const seen = () => pictureSnapshot(plant).records
    expect(seen()).toMatchObject([{ format: 'unknown' }, { controllable: false }])
    const { feed, end } = await watched(plant)
    pen.put([resource('flow', 1, { format: 'urn:x-nmos:format:audio' })])
    pen.put([device(1, 1, { controls: [{ href: 'http://10.0.0.1/', type: 'urn:x-nmos:control:sr-ctrl/v1.1' }] })])
    expect(feed.seq()).toBe(2)
    expect(seen().slice(1)).toMatchObject([{ format: 'audio' }, { controllable: true }])
    end()
  })

  it('gives a window that is too slow a fresh snapshot, not ever more to remember', async () => {
    const { plant, pen } = emptyPlant()
    const feed = createPictureFeed(plant, { coalesceMs: 0 })
    const ending = new AbortController()
    const window = feed.watch(ending.signal)[Symbol.asyncIterator]()
    await take(window, 1)
    for (let n = 0; n < 400; n += 1) pen.put([resource('node', 1, { label: `name ${n}`, version: `1:${n}` })])
    const [message] = await take(window, 1)
    expect(message).toMatchObject({ type: 'snapshot', seq: 400, records: [{ label: 'name 399' }] })
    ending.abort()
    feed.stop()
  })

  it('puts a burst together', async () => {
    const { plant, pen } = emptyPlant()
    const feed = createPictureFeed(plant, { coalesceMs: 30 })
    const ending = new AbortController()
    const window = feed.watch(ending.signal)[Symbol.asyncIterator]()
    await take(window, 1)
    for (let n = 0; n < 10; n += 1) pen.put([resource('node', n)])
    const patches = await take(window, 2)
    expect(patches.map((patch) => patch.type === 'patch' && patch.put.length)).toEqual([1, 9])
    feed.stop()
    expect(await window.next()).toMatchObject({ done: true })
    ending.abort()
  })
})
