import { expect, test } from 'vitest'
import type { Tally } from '../../../../src/contract'
import { runningText, tallySentence, tallyWord } from '../../../../src/renderer/components/tallyText'

const now = Date.parse('2025-11-20T14:14:22.000Z')
const at = (ms: number): string => new Date(now - ms).toISOString()

test.each([
  [0, '00:00:00'],
  [47_000, '00:00:47'],
  [8_062_000, '02:14:22'],
  [99 * 3_600_000, '99:00:00'],
  [124 * 3_600_000 + 60_000, '5 d 04:01'],
  [-5000, '00:00:00'],
])('%i ms on air read %s', (ms, text) => {
  expect(runningText(at(ms), now)).toBe(text)
})

const tally = (part: Partial<Tally>): Tally => ({ state: 'on-air', since: at(12_000), stale: false, by: 'TX', ...part })

test.each([
  [tally({}), 'on air', 'On air since 14:14:10 UTC by TX'],
  [tally({ state: 'preset' }), 'preset', 'Preset since 14:14:10 UTC by TX'],
  [tally({ by: 'feeds TX 1' }), 'on air', 'On air since 14:14:10 UTC: it feeds TX 1'],
  [
    tally({ stale: true, state: 'recording' }),
    'on air, stale',
    'Tally stale 12 s, held as on air by TX. Last heard 14:14:10 UTC',
  ],
])('a tally in words', (given, word, sentence) => {
  expect(tallyWord(given)).toBe(word)
  expect(tallySentence(given, now)).toBe(sentence)
})
