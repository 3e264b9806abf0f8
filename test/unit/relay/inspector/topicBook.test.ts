import { describe, expect, it } from 'vitest'
import { TopicValue } from '../../../../src/contract'
import { createRate } from '../../../../src/main/relay/inspector/rate'
import { createTopicBook } from '../../../../src/main/relay/inspector/topicBook'

const AT = Date.parse('2026-11-21T12:00:00Z')
const bytes = (text: string): Buffer => Buffer.from(text)

describe('the topics of a broker', () => {
  it('keep what came last on each', () => {
    const book = createTopicBook('lab', 10)
    book.hear('b', bytes('1'), true, AT)
    book.hear('a', bytes('x'), false, AT)
    book.hear('b', bytes('2'), false, AT + 1_000)
    const found = book.find('', AT + 1_000)
    expect(found).toEqual([
      {
        broker: 'lab',
        topic: 'a',
        text: 'x',
        bytes: 1,
        retained: false,
        at: '2026-11-21T12:00:00.000Z',
        count: 1,
        perS: 0.1,
      },
      {
        broker: 'lab',
        topic: 'b',
        text: '2',
        bytes: 1,
        retained: false,
        at: '2026-11-21T12:00:01.000Z',
        count: 2,
        perS: 0.1,
      },
    ])
    for (const one of found) TopicValue.parse(one)
  })

  it('are found by a part of them, or of what came', () => {
    const book = createTopicBook('lab', 10)
    book.hear('/lab/device/rpi-01/meta', bytes('{"name":"Decoder"}'), true, AT)
    book.hear('/lab/device/rpi-02/meta', bytes('{"name":"Camera"}'), true, AT)
    expect(book.find('RPI-01', AT)).toHaveLength(1)
    expect(book.find('camera', AT).map(({ topic }) => topic)).toEqual(['/lab/device/rpi-02/meta'])
    expect(book.find('nothing', AT)).toEqual([])
  })

  it('are bounded: the one least recently heard goes', () => {
    const book = createTopicBook('lab', 3)
    for (const topic of ['a', 'b', 'c', 'a', 'd']) book.hear(topic, bytes(topic), false, AT)
    expect(book.find('', AT).map(({ topic }) => topic)).toEqual(['a', 'c', 'd'])
    expect(book.dropped()).toBe(1)
  })

  it('show a part of what is long, and no bytes that are no text', () => {
    const book = createTopicBook('lab', 10)
    book.hear('long', bytes('ä'.repeat(100_000)), false, AT)
    book.hear('cut', bytes(`${'€'.repeat(2_666)}€€€`), false, AT)
    book.hear('bytes', Buffer.from([0xff, 0xfe, 0x00]), false, AT)
    book.hear('zero', Buffer.from([0x41, 0x00]), false, AT)
    book.hear('empty', Buffer.alloc(0), false, AT)
    const found = new Map(book.find('', AT).map((one) => [one.topic, one]))
    expect(found.get('long')).toMatchObject({ text: 'ä'.repeat(2_000), bytes: 200_000 })
    expect(found.get('cut')?.text).toBe('€'.repeat(2_000))
    expect(found.get('bytes')).toMatchObject({ text: null, bytes: 3 })
    expect(found.get('zero')?.text).toBeNull()
    expect(found.get('empty')?.text).toBe('')
  })
})

describe('a rate', () => {
  it('is that of the last ten seconds', () => {
    const rate = createRate()
    for (let n = 0; n < 20; n += 1) rate.add(AT + n * 100)
    expect(rate.perS(AT + 2_000)).toBe(2)
    expect(rate.perS(AT + 9_999)).toBe(2)
    expect(rate.perS(AT + 10_500)).toBe(1)
    expect(rate.perS(AT + 12_000)).toBe(0)
    rate.add(AT + 3_600_000)
    expect(rate.perS(AT + 3_600_000)).toBe(0.1)
  })
})
