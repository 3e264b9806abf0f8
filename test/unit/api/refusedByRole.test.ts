import { describe, expect, it } from 'vitest'
import { idsIn } from '../../../src/main/api/idsIn'
import { createRefusedByRole } from '../../../src/main/api/refusedByRole'
import type { NewAuditRow } from '../../../src/main/store/repositories'

const by = (id: string) => ({
  actor: { id, name: id.toUpperCase(), role: 'viewer' as const },
  origin: 'window' as const,
})

describe('refused for the role', () => {
  it('each is a row; of many in a minute some are counted, and said with the next', async () => {
    const rows: NewAuditRow[] = []
    let now = 0
    const refused = createRefusedByRole(
      {
        append: (more) => {
          rows.push(...more)
          return Promise.resolve()
        },
      },
      { now: () => now },
    )
    const ask = (who: string) =>
      refused.note({ by: by(who), procedure: 'takes', input: { receiverId: 'r' } }, 'operator')
    for (let time = 0; time < 35; time += 1) await ask('vera')
    await ask('otto')
    expect(rows.map(({ actor }) => actor.id)).toEqual([...Array.from({ length: 30 }, () => 'vera'), 'otto'])
    now = 60_000
    await ask('otto')
    expect(rows.slice(31)).toMatchObject([
      { summary: 'VERA was refused 5 times more for the role viewer', outcome: 'refused', detail: { more: 5 } },
      { summary: 'OTTO asked for “takes” and was refused: it needs the role operator, not viewer', target: 'r' },
    ])
  })

  it.each([
    [{ id: 'a' }, 'a', ['a']],
    [{ routes: [{ senderId: 's', receiverId: 'r' }] }, 'r', ['s', 'r']],
    [{ routes: [{ receiverId: 'r' }, { receiverId: 'q' }] }, null, ['r', 'q']],
    [{ password: 'id', label: 'sbx_1', receiverId: 7 }, null, []],
    ['id', null, []],
    [undefined, null, []],
  ])('%j is about %s', (input, target, all) => {
    expect(idsIn(input)).toEqual({ target, all })
  })

  it('of a long request some ids are enough', () => {
    const routes = Array.from({ length: 5000 }, (_, i) => ({ receiverId: `r${String(i)}` }))
    expect(idsIn({ routes }).all).toHaveLength(20)
  })
})
