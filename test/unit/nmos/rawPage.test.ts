import { describe, expect, it } from 'vitest'
import { RawPage } from '../../../src/main/nmos/rawPage'
import { isSameText, readKept } from '../../../src/main/nmos/readResource'

const ids = ['3b8be755-08ff-452b-b217-c9151eb21193', '58f6b536-ca4c-43fd-880a-9df2af5fc125'] as const
const flows = ids.map((id, i) => ({ id, label: `Bühne ${i}`, frame_width: 1920 + i, components: [] }))

const pageOf = (list: readonly unknown[], before = '') => new RawPage(Buffer.from(before + JSON.stringify(list)))

function flowAt(page: RawPage, place: number) {
  const result = readKept('flow', flows[place], page, place)
  if (!result.ok) throw new Error(result.fault)
  return result.resource
}

describe('a page of a listing', () => {
  it.each([
    ['as it came', ''],
    ['behind a byte order mark', '\ufeff'],
  ])('has what is looked at closely %s', (_, before) => {
    const page = pageOf(flows, before)
    const [first, second] = [flowAt(page, 0), flowAt(page, 1)]
    expect([first.frame_width, second.frame_width]).toEqual([1920, 1921])
    expect(second.raw).toEqual(flows[1])
    expect(second.raw).toBe(second.raw)
  })

  it('is the same as another in the same bytes, place by place', () => {
    const [one, same, other] = [pageOf(flows), pageOf(flows), pageOf(flows.toReversed())]
    expect(isSameText(flowAt(one, 0), flowAt(same, 0))).toBe(true)
    expect(isSameText(flowAt(one, 1), flowAt(same, 1))).toBe(true)
    expect(isSameText(flowAt(one, 0), flowAt(same, 1))).toBe(false)
    expect(isSameText(flowAt(one, 0), flowAt(other, 0))).toBe(false)
  })

  it('does not say that pages are the same which it no longer has in bytes', () => {
    const [one, same] = [pageOf(flows), pageOf(flows)]
    expect(one.at(0)).toEqual(flows[0])
    expect(isSameText(flowAt(one, 0), flowAt(same, 0))).toBe(false)
  })
})
