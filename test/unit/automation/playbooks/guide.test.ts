import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPlaybook } from '../../../../src/main/automation/playbooks/readPlaybook'
import { STEP_KINDS } from '../../../../src/main/automation/playbooks/stepBodies'

const guide = readFileSync(join(import.meta.dirname, '../../../../docs/playbooks.md'), 'utf8')

describe('what is written about playbooks', () => {
  it('has an example that is in order', () => {
    const text = /```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? ''
    const reading = readPlaybook(text)
    expect(reading.ok ? [] : reading.problems).toEqual([])
  })

  it('names every step', () => {
    const table = guide.slice(guide.indexOf('## Steps'), guide.indexOf('Things of the plant'))
    expect(STEP_KINDS.filter((kind) => !table.includes(`\`${kind}\``))).toEqual([])
  })
})
