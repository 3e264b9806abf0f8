import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../../src/contract'
import { type SentLeg, findCollisions } from '../../../../src/main/automation/jobs/collisions'
import { createReport } from '../../../../src/main/automation/jobs/report'

const leg = (senderId: string, more: Partial<SentLeg> = {}): SentLeg => ({
  senderId,
  name: senderId.toUpperCase(),
  nodeId: `node of ${senderId}`,
  letter: 'A',
  network: null,
  destination: '239.1.1.1',
  port: 5004,
  source: null,
  ...more,
})

async function found(...legs: readonly SentLeg[]): Promise<readonly Finding[]> {
  const report = createReport()
  await findCollisions(legs, report, new AbortController().signal, () => null)
  return report.now().findings
}

const brief = (findings: readonly Finding[]) =>
  findings.map(({ severity, code, subjects }) => [severity, code, ...subjects])

describe('collisions', () => {
  it.each<readonly [string, readonly SentLeg[], readonly (readonly string[])[]]>([
    ['one sender alone', [leg('a')], []],
    ['others somewhere else', [leg('a'), leg('b', { destination: '239.1.1.2' })], []],
    ['the same address and port', [leg('a'), leg('b')], [['alarm', 'DUPLICATE_STREAM', 'a', 'b']]],
    ['the other leg, where nobody names the networks', [leg('a'), leg('b', { letter: 'B' })], []],
    ['two legs of one sender', [leg('a'), leg('a', { letter: 'B', network: 'red' })], []],
    ['networks of different names', [leg('a', { network: 'red' }), leg('b', { network: 'blue' })], []],
    [
      'one network by its name, whatever the leg',
      [leg('a', { network: 'red' }), leg('b', { network: 'red', letter: 'B' })],
      [['alarm', 'DUPLICATE_STREAM', 'a', 'b']],
    ],
    [
      'a network that nobody names may be any of that leg',
      [leg('a', { network: 'red' }), leg('b')],
      [['alarm', 'DUPLICATE_STREAM', 'b', 'a']],
    ],
    [
      'sources tell them apart in the range for that only (RFC 4607)',
      [
        leg('a', { destination: '232.1.1.1', source: '10.0.0.1' }),
        leg('b', { destination: '232.1.1.1', source: '10.0.0.2' }),
      ],
      [],
    ],
    [
      'and elsewhere not for who does not name one',
      [leg('a', { source: '10.0.0.1' }), leg('b', { source: '10.0.0.2' })],
      [['alarm', 'DUPLICATE_STREAM', 'a', 'b']],
    ],
    ['one group, several ports', [leg('a'), leg('b', { port: 5006 })], [['warning', 'DUPLICATE_GROUP', 'a', 'b']]],
    [
      'several ports of an address that is no group',
      [leg('a', { destination: '10.0.0.9' }), leg('b', { destination: '10.0.0.9', port: 5006 })],
      [],
    ],
    [
      'the same port of an address that is no group',
      [leg('a', { destination: '10.0.0.9' }), leg('b', { destination: '10.0.0.9' })],
      [['alarm', 'DUPLICATE_STREAM', 'a', 'b']],
    ],
    [
      'one source on two nodes',
      [leg('a', { source: '10.0.0.1' }), leg('b', { source: '10.0.0.1', destination: '239.9.9.9' })],
      [['alarm', 'DUPLICATE_SOURCE', 'node of a', 'node of b', 'a', 'b']],
    ],
    [
      'one source on one node',
      [
        leg('a', { source: '10.0.0.1', nodeId: 'n' }),
        leg('b', { source: '10.0.0.1', nodeId: 'n', destination: '239.9.9.9' }),
      ],
      [],
    ],
  ])('%s', async (_name, legs, expected) => {
    expect(brief(await found(...legs))).toEqual(expected)
  })

  it('says who, where and what it means', async () => {
    const all = await found(...Array.from({ length: 8 }, (_, i) => leg(`s${String(i)}`, { network: 'red' })))
    expect(all.map(({ text }) => text)).toEqual([
      'S0, S1, S2, S3, S4 and 3 more send to 239.1.1.1:5004 on the network red (leg A). Who receives one gets the packets of all of them.',
    ])
  })

  it('looks through 50 000 senders with two legs, many of them on one address, and lets others have their turn', async () => {
    const legs = Array.from({ length: 50_000 }, (_, i) => {
      const isOnDefault = i % 2 === 0
      const destination = isOnDefault
        ? '239.0.0.1'
        : `239.${String(1 + (i >> 16))}.${String((i >> 8) & 255)}.${String(i & 255)}`
      return (['A', 'B'] as const).map((letter) => leg(`s${String(i)}`, { letter, destination }))
    }).flat()
    let turns = 0
    let isOver = false
    const others = (): void => {
      turns += 1
      if (!isOver) setImmediate(others)
    }
    setImmediate(others)
    const all = await found(...legs)
    isOver = true
    expect(all.map(({ code, subjects }) => [code, subjects.length])).toEqual([
      ['DUPLICATE_STREAM', 500],
      ['DUPLICATE_STREAM', 500],
    ])
    expect(all[0]?.text).toContain('S0, S2, S4, S6, S8 and 24995 more send to 239.0.0.1:5004 on leg A.')
    expect(turns).toBeGreaterThan(50)
  })

  it('ends with the signal', async () => {
    const report = createReport()
    const ending = new AbortController()
    ending.abort()
    await findCollisions(
      Array.from({ length: 10_000 }, (_, i) => leg(String(i))),
      report,
      ending.signal,
      () => null,
    )
    expect(report.now().found.alarm).toBeLessThanOrEqual(1)
  })
})

describe('the report of a job', () => {
  it('counts all, and keeps the worst thousand', () => {
    const report = createReport()
    const find = (severity: Finding['severity'], code: string) => {
      report.find({ severity, code, text: '', subjects: [], fix: null })
    }
    for (let i = 0; i < 1500; i += 1) find('info', 'I')
    for (let i = 0; i < 3; i += 1) find('alarm', 'A')
    find('warning', 'W')
    const { found: counted, findings } = report.now()
    expect(counted).toEqual({ alarm: 3, warning: 1, info: 1500 })
    expect(findings).toHaveLength(1000)
    expect(findings.slice(0, 5).map(({ code }) => code)).toEqual(['A', 'A', 'A', 'W', 'I'])
  })
})
