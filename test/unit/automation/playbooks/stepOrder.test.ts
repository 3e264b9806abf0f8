import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nestingFault } from '../../../../src/main/automation/playbooks/nesting'
import type { Playbook } from '../../../../src/main/automation/playbooks/playbook'
import { readPlaybook } from '../../../../src/main/automation/playbooks/readPlaybook'
import { neededBy, stepOrder } from '../../../../src/main/automation/playbooks/stepOrder'

/** Steps that need only steps of lower numbers, in any order. */
const graphs = fc
  .array(fc.array(fc.nat(20), { maxLength: 4 }), { minLength: 1, maxLength: 15 })
  .map((needs) =>
    needs.map((of, index) => ({ id: `s${index}`, needs: of.filter((n) => n < index).map((n) => `s${n}`) })),
  )
  .chain((steps) => fc.shuffledSubarray(steps, { minLength: steps.length }))

describe('the order of steps', () => {
  it('has each after all that it needs, whatever order they stand in', () => {
    fc.assert(
      fc.property(graphs, (steps) => {
        const found = stepOrder(steps)
        if (!found.ok) throw new Error(found.circle.join(' '))
        const at = new Map(found.order.map(({ id }, index) => [id, index]))
        expect(found.order).toHaveLength(steps.length)
        for (const { id } of steps) {
          for (const need of neededBy(steps, id)) expect(at.get(need)).toBeLessThan(at.get(id) ?? 0)
        }
      }),
    )
  })

  it('is that of the file where nothing is needed', () => {
    const steps = ['c', 'a', 'b'].map((id) => ({ id, needs: [] }))
    expect(stepOrder(steps)).toEqual({ ok: true, order: steps })
  })

  it('is refused for a circle, and only the steps in it are named', () => {
    fc.assert(
      fc.property(graphs, fc.nat(14), (steps, pick) => {
        const [first, ...others] = steps
        const last = others[pick % Math.max(1, others.length)]
        if (first === undefined || last === undefined) return
        // The last waits for the first, and the first for the last.
        const circular = steps.map((step) =>
          step === first
            ? { ...step, needs: [...step.needs, last.id] }
            : step === last
              ? { ...step, needs: [...step.needs, first.id] }
              : step,
        )
        const found = stepOrder(circular)
        if (found.ok) throw new Error('it was not refused')
        expect(found.circle.at(0)).toBe(found.circle.at(-1))
        for (const [index, id] of found.circle.slice(0, -1).entries()) {
          const step = circular.find((one) => one.id === id)
          expect(step?.needs).toContain(found.circle[index + 1])
        }
      }),
    )
  })
})

describe('playbooks that run each other', () => {
  const book = (name: string, ...inner: readonly string[]): Playbook => {
    const steps = inner.map((one, index) => `  - { id: s${index}, playbook: { name: ${one} } }\n`).join('')
    const reading = readPlaybook(`name: ${name}\nversion: 1\nsteps:\n${steps}  - { id: end, wait: { seconds: 0 } }\n`)
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
    return reading.playbook
  }
  const faultOf = (name: string, books: readonly Playbook[]): string | null =>
    nestingFault(name, (one) => books.find((playbook) => playbook.name === one))

  it('may, also the same one twice', () => {
    expect(faultOf('a', [book('a', 'b', 'c'), book('b', 'c'), book('c')])).toBeNull()
  })

  it('may not in a circle, nor too deep, nor what is not there', () => {
    expect(faultOf('a', [book('a', 'b'), book('b', 'c'), book('c', 'b')])).toBe(
      'The playbooks b → c → b run each other.',
    )
    expect(faultOf('a', [book('a', 'b')])).toBe('It runs the playbook “b”, and there is none of this name.')
    const deep = Array.from({ length: 9 }, (_, index) => book(`p${index}`, ...(index < 8 ? [`p${index + 1}`] : [])))
    expect(faultOf('p0', deep)).toMatch(/nested more than 8 deep/)
    expect(faultOf('p1', deep)).toBeNull()
  })
})
