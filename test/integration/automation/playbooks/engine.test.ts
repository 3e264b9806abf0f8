import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AuditRow, PlaybookFiles, Run } from '../../../../src/contract'
import { until } from '../../../support/until'
import { type PlaybookStage, WAIT_MS, faultsOf, startPlaybooks, statesOf, stepsOf } from './playbookStage'

let stage: PlaybookStage
beforeAll(async () => {
  stage = await startPlaybooks()
  await stage.door.api('POST', '/snapshots', { label: 'As the lab starts' })
})
afterAll(() => stage.stop())

afterEach(async () => {
  await stage.tell('node/refuse', { node: '*', count: 0, code: 500 })
  const { items } = (await stage.door.api('GET', '/snapshots')).body as { items: { id: string; label: string }[] }
  const start = items.find(({ label }) => label === 'As the lab starts')
  await stage.door.api('POST', `/snapshots/${start?.id ?? ''}/restore`, { waitMs: 20_000 })
})

const auditOf = async ({ id }: Run): Promise<readonly string[]> => {
  const { items } = (await stage.door.api('GET', '/audit?limit=500')).body as { items: AuditRow[] }
  return items
    .filter(({ runId }) => runId === id)
    .map(({ summary }) => summary)
    .reverse()
}

const head = (name: string, more = ''): string => `name: ${name}\nversion: 1\n${more}steps:\n`

describe('a playbook', () => {
  it('takes, waits for the plant, checks, asks, runs another one, and does something for many', async () => {
    await stage.save(`${head('inner', 'params:\n  to: { type: receiver }\n')}
  - { id: go, take: { sender: CAM 2, receiver: "\${params.to}" } }
  - { id: seen, needs: [go], check: { that: '$receiver(params.to.id).sender = "CAM 2"' } }
`)
    await stage.save(`${head('outer', 'params:\n  wall: { type: room }\n')}
  - id: take
    title: Take CAM 1 to MON 4
    take: { sender: CCU 1-2/CAM 1, receiver: MON 4 }
  - id: settled
    needs: [take]
    wait-for: { condition: '$receiver("MON 4").sender = "CAM 1"', timeoutS: 10, everyS: 0.05 }
  - id: sure
    needs: [settled]
    check: { that: '$count($receivers({"room": params.wall, "active": true})) > 3' }
  - id: ask
    needs: [sure]
    approve: { text: "Go on in \${params.wall}?" }
  - id: nested
    needs: [ask]
    playbook: { name: inner, params: { to: MON 3 } }
  - id: many
    title: CAM 3 to \${item}
    needs: [nested]
    forEach: '["MON 1", "MON 2"]'
    take: { sender: CAM 3, receiver: "\${item}" }
  - id: last
    needs: [many]
    check: { that: '$count(steps.many.output.runId) = 2 and steps.nested.output.seen = true and steps.ask.output.by.name' }
`)
    const asks = await stage.run('outer', { wall: 'Studio A' })
    expect(asks.state).toBe('awaiting_approval')
    expect(asks.approval).toMatchObject({ needs: 'operator', reasons: ['Go on in Studio A?'] })
    expect(statesOf(asks)).toEqual([
      'take: done',
      'settled: done',
      'sure: done',
      'ask: asking',
      'nested: waiting',
      'many: waiting',
      'last: waiting',
    ])
    const run = await stage.decide(asks, 'approve', { waitMs: 20_000 })
    expect(faultsOf(run)).toEqual([])
    expect(statesOf(run)).toEqual([
      'take: done',
      'settled: done',
      'sure: done',
      'ask: done',
      'nested: done',
      'nested/go: done',
      'nested/seen: done',
      'many: done',
      'many[0]: done',
      'many[1]: done',
      'last: done',
    ])
    expect(stepsOf(run)['many[1]']?.title).toBe('CAM 3 to MON 2')
    expect([await stage.truth('MON 2'), await stage.truth('MON 3')]).toEqual([
      stage.sender('CAM 3'),
      stage.sender('CCU 1-2/CAM 2'),
    ])
    expect(await auditOf(run)).toEqual([
      `Run ${run.number}: playbook “outer” started by ${run.actor.name}`,
      `Run ${run.number}: ${run.actor.name} said yes to “Go on in Studio A?”`,
      `Run ${run.number}, playbook “outer”: succeeded`,
    ])
    // Its steps are runs of their own, which say what they are part of.
    const child = (await stage.door.api('GET', `/runs/${stepsOf(run)['take']?.runId ?? ''}`)).body as Run
    expect(child.source).toEqual({ kind: 'playbook', id: run.id, label: 'outer: Take CAM 1 to MON 4' })
  })

  it('does steps that do not need each other side by side', async () => {
    await stage.save(`${head('fork')}
  - { id: left, wait-for: { condition: '$receiver("MON 4").sender = "CAM 3"', timeoutS: 15, everyS: 0.05 } }
  - { id: right, take: { sender: CAM 3, receiver: MON 4 } }
`)
    const run = await stage.run('fork')
    expect([run.state, ...faultsOf(run)]).toEqual(['succeeded'])
  })

  it('has 10 000 items done, a few at a time', { timeout: 120_000 }, async () => {
    let now = 0
    let most = 0
    const begin = () => {
      now += 1
      most = Math.max(most, now)
      return () => {
        now -= 1
      }
    }
    // Several services, as requests to one of them wait for each other.
    const services = await Promise.all(Array.from({ length: 12 }, () => serve(begin)))
    const hosts = services.map(({ host }) => host)
    await stage.door.api('PATCH', '/settings', { playbooks: { allowedHosts: hosts, parallel: 4 } })
    await stage.save(`${head('many')}
  - { id: each, forEach: '[1..10000]', check: { that: item > 0 } }
  - { id: asked, needs: [each], forEach: ${JSON.stringify(hosts)}, http.request: { url: "http://\${item}/" } }
`)
    const run = await stage.run('many', {}, { waitMs: 110_000 })
    for (const { server } of services) server.close()
    expect([run.state, ...faultsOf(run)]).toEqual(['succeeded'])
    expect(run.playbook?.steps).toHaveLength(10_014)
    expect([stepsOf(run)['each']?.changes, stepsOf(run)['asked']?.changes]).toEqual([
      ['10000 of 10000 done.'],
      ['12 of 12 done.'],
    ])
    expect([most > 1, most <= 4]).toEqual([true, true])
  })

  it('touches nothing in a dry run, and says what cannot be known', async () => {
    await stage.save(`${head('dry')}
  - { id: ask, http.request: { url: "http://${new URL(stage.lab.control.url).host}/state" } }
  - { id: known, needs: [ask], take: { sender: CAM 3, receiver: MON 4 } }
  - { id: open, needs: [known], when: steps.ask.output.status = 200, take: { sender: CAM 3, receiver: MON 3 } }
  - { id: each, needs: [open], forEach: steps.ask.output.body.nodes, check: { that: item.online } }
  - { id: told, needs: [each], mqtt.command: { device: spare-1, module: nvr, command: restart } }
`)
    await stage.door.api('PATCH', '/settings', {
      playbooks: { allowedHosts: [new URL(stage.lab.control.url).host] },
    })
    await stage.forget()
    const plan = await stage.plan('dry')
    expect(await stage.writes()).toEqual([])
    const steps = stepsOf(plan)
    expect(Object.values(steps).map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'planned'))
    expect(steps['known']).toMatchObject({ changes: ['MON 4: nothing → CAM 3, 2 legs'], unknown: null })
    expect(steps['open']?.unknown).toBe('Whether it is done depends on what “ask” gives.')
    expect(steps['each']?.unknown).toBe('What it is done for depends on what “ask” gives.')
    expect(steps['told']?.changes).toEqual(['Spare processor 1: restart'])
    // The plan is kept, and is run when somebody says yes.
    const run = await stage.decide(plan, 'approve', { waitMs: 20_000 })
    expect([run.id, run.state, ...faultsOf(run)]).toEqual([plan.id, 'succeeded'])
    expect(await stage.truth('MON 3')).toBe(stage.sender('CAM 3'))
  })
})

describe('the example of the guide', () => {
  it('runs: it is lined up, somebody else says yes, and the monitors may fail', async () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../../docs/playbooks.md'), 'utf8')
    await stage.save(/```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '')
    const headers = {
      authorization: `Bearer ${await stage.door.keyOf('operator')}`,
      'content-type': 'application/json',
    }
    const params = { programme: 'CLEAN A', encoder: 'TX 2', room: 'Studio A' }
    const path = '/api/v1/playbooks/studio-to-air/runs'
    const begun = await stage.door.ask('POST', path, headers, JSON.stringify({ params, waitMs: 20_000 }))
    const asks = begun.body as Run
    expect([begun.status, asks.state, asks.approval?.needs]).toEqual([201, 'awaiting_approval', 'engineer'])
    await stage.tell('port/refuse', { id: stage.receiver('MON 2'), count: 10, code: 500, error: 'No' })
    const run = await stage.decide(asks, 'approve', { waitMs: 20_000 })
    await stage.tell('port/refuse', { id: stage.receiver('MON 2'), count: 0, code: 500 })
    const clean = stage.sender('CLEAN A')
    expect([run.state, await stage.truth('TX 2'), await stage.truth('MON 1')]).toEqual(['succeeded', clean, clean])
    const failed = run.playbook?.steps.filter(({ state }) => state === 'failed').map(({ title }) => title)
    expect(failed).toEqual(['Show it on …', 'Show it on MON 2'])
    expect(stage.told().at(-1)).toBe('info: CLEAN A: on air.')
  })
})

describe('a step that fails', () => {
  const text = (name: string, whole: string, step: string): string =>
    `name: ${name}\nversion: 1\n${whole}steps:
  - { id: first, take: { sender: CAM 3, receiver: MON 4 } }
  - { id: second, needs: [first], take: { sender: CAM 3, receiver: MON 3 } }
  - { id: wrong, needs: [second]${step}, check: { that: 'false', message: It is not so } }
  - { id: after, needs: [wrong], notify: { text: After } }
  - { id: aside, needs: [second], notify: { text: Aside } }
  - { id: cleared, always: true, notify: { text: "Cleared: \${steps.wrong.state}" } }
`

  it('has everything put back in reverse, and what always runs is done then', async () => {
    await stage.save(text('back', 'onFailure: auto-rollback\n', ''))
    const run = await stage.run('back')
    expect(run.state).toBe('compensated')
    expect(stepsOf(run)).toMatchObject({
      first: { state: 'reverted' },
      second: { state: 'reverted' },
      wrong: { state: 'failed', problem: 'It is not so' },
      after: { state: 'skipped' },
      cleared: { state: 'done', changes: ['Cleared: failed'] },
    })
    const { entries = [] } = run.compensation ?? {}
    const at = (id: string): string => entries.find(({ change }) => change === id)?.at ?? ''
    expect(entries.map(({ outcome }) => outcome)).toEqual(['reverted', 'reverted'])
    expect(at('second') < at('first')).toBe(true)
    expect([await stage.truth('MON 4'), await stage.truth('MON 3')]).toEqual([null, stage.sender('CCU 1-2/CAM 1')])
  })

  it('lets the others go on where the whole says so', async () => {
    await stage.save(text('goon', 'onFailure: continue-on-error\n', ''))
    const run = await stage.run('goon')
    expect(run.state).toBe('failed')
    expect(stepsOf(run)).toMatchObject({
      second: { state: 'done' },
      after: { state: 'skipped', problem: 'It needs “Check”, which failed.' },
      aside: { state: 'done' },
      cleared: { state: 'done' },
    })
    expect(await stage.truth('MON 4')).toBe(stage.sender('CAM 3'))
    // What is left of it can be put back later.
    const back = await stage.decide(run, 'compensate', { waitMs: 20_000 })
    expect([back.state, await stage.truth('MON 4')]).toEqual(['compensated', null])
  })

  it('is no fault where the step itself may fail', async () => {
    await stage.save(text('may', 'onFailure: auto-rollback\n', ', onFailure: continue-on-error'))
    const run = await stage.run('may')
    expect(run.state).toBe('succeeded')
    expect(stepsOf(run)).toMatchObject({ wrong: { state: 'failed' }, after: { state: 'done' } })
  })

  it('stops the whole until a person decides: again, or on', async () => {
    await stage.save(`name: pause\nversion: 1\nonFailure: pause-and-ask\nsteps:
  - { id: first, take: { sender: CAM 3, receiver: MON 4 } }
  - { id: seen, needs: [first], check: { that: '$receiver("MON 3").sender = "CAM 3"', message: MON 3 is not on CAM 3 } }
  - { id: after, needs: [seen], notify: { text: After } }
`)
    const paused = await stage.run('pause')
    expect(paused).toMatchObject({
      state: 'paused',
      question: { text: 'Check: MON 3 is not on CAM 3', answers: ['continue', 'retry', 'compensate', 'cancel'] },
    })
    const again = await stage.decide(paused, 'resume', { decision: 'retry', waitMs: 20_000 })
    expect([again.state, stepsOf(again)['seen']?.state]).toEqual(['paused', 'failed'])
    const routes = [{ senderId: stage.sender('CAM 3'), receiverId: stage.receiver('MON 3') }]
    await stage.door.api('POST', '/takes', { routes })
    const run = await stage.decide(paused, 'resume', { decision: 'retry', waitMs: 20_000 })
    expect([run.state, ...statesOf(run)]).toEqual(['succeeded', 'first: done', 'seen: done', 'after: done'])
  })

  it('is told with the words of the device, and only what was done is put back', async () => {
    await stage.save(`name: refused\nversion: 1\nonFailure: auto-rollback\nsteps:
  - { id: first, take: { sender: CAM 3, receiver: MON 4 } }
  - { id: second, needs: [first], take: { sender: CAM 3, receiver: PROC 1 IN 2 } }
`)
    await stage.tell('node/refuse', { node: 'MEDIA-1', count: 10, code: 500, error: 'PTP unlocked' })
    const run = await stage.run('refused')
    expect(run.state).toBe('compensated')
    expect(stepsOf(run)['second']?.problem).toContain('PTP unlocked')
    expect(statesOf(run)).toEqual(['first: reverted', 'second: failed'])
    expect(await stage.truth('MON 4')).toBeNull()
  })

  it('does not keep steps from running that always run, also when a person cancels', async () => {
    await stage.save(`name: stopped\nversion: 1\nsteps:
  - { id: first, take: { sender: CAM 3, receiver: MON 4 } }
  - { id: long, needs: [first], wait: { seconds: 3600 } }
  - { id: never, needs: [long], notify: { text: Never } }
  - { id: cleared, always: true, notify: { text: Cleared } }
`)
    const begun = await stage.run('stopped', {}, { waitMs: 0 })
    await until(
      async () => stepsOf((await stage.door.api('GET', `/runs/${begun.id}`)).body as Run)['long']?.state,
      (state) => state === 'running',
      WAIT_MS,
    )
    const run = await stage.decide(begun, 'cancel')
    expect([run.state, ...statesOf(run)]).toEqual([
      'cancelled',
      'first: done',
      'long: skipped',
      'never: skipped',
      'cleared: done',
    ])
    expect(stage.told().at(-1)).toBe('info: Cleared')
  })
})

describe('compensation', () => {
  it('puts back what a nested playbook and its items have done, and leaves what somebody else has changed since', async () => {
    await stage.save(`${head('deep')}
  - { id: each, forEach: '["MON 1", "MON 2"]', take: { sender: CAM 3, receiver: "\${item}" } }
`)
    await stage.save(`${head('shallow')}
  - { id: before, take: { sender: CAM 3, receiver: MON 4 } }
  - { id: inside, needs: [before], playbook: { name: deep } }
`)
    const run = await stage.run('shallow')
    expect([run.state, ...faultsOf(run)]).toEqual(['succeeded'])
    await stage.tell('route', { receiverId: stage.receiver('MON 2'), senderId: stage.sender('CAM OB2') })
    await stage.seen(
      () =>
        stage.door.plant.entry('receiver', stage.receiver('MON 2'))?.connection?.senderId === stage.sender('CAM OB2'),
    )
    const back = await stage.decide(run, 'compensate', { waitMs: 20_000 })
    expect(statesOf(back)).toEqual([
      'before: reverted',
      'inside: left',
      'inside/each: left',
      'inside/each[0]: reverted',
      'inside/each[1]: left',
    ])
    expect(stepsOf(back)['inside/each[1]']?.problem).toMatch(/MON 2/)
    expect(back.state).toBe('compensated')
    expect([await stage.truth('MON 1'), await stage.truth('MON 2'), await stage.truth('MON 4')]).toEqual([
      stage.sender('CCU 1-2/CAM 1'),
      stage.sender('CAM OB2'),
      null,
    ])
  })
})

describe('what cannot be', () => {
  const refused = async (name: string, params: object = {}): Promise<[number, string]> => {
    const { status, body } = await stage.start(name, { params })
    return [status, (body as { message: string }).message]
  }

  it('is told by the name of each parameter', async () => {
    await stage.save(`${head('asks', 'params:\n  camera: { type: sender, format: video }\n  count: { type: number, max: 4 }\n')}
  - { id: only, take: { sender: "\${params.camera}", receiver: MON 4 } }
`)
    expect(await refused('asks', { count: 5, camara: 'CAM 1' })).toEqual([
      400,
      'There is no parameter “camara”. It has camera, count. The parameter “camera” (sender) is missing. ' +
        'The parameter “count”: It is at most 4, not 5.',
    ])
    expect(await refused('asks', { count: 1, camera: 'CAM 99' })).toEqual([
      400,
      'The parameter “camera”: There is no sender “CAM 99” in the plant.',
    ])
    expect((await refused('asks', { count: 1, camera: 'OUT ST' }))[1]).toBe(
      'The parameter “camera”: OUT ST is audio, not video.',
    )
    expect(await refused('nothing')).toEqual([404, 'There is no playbook “nothing”.'])
  })

  it('is a request to a host that is not allowed: refused before anything is done', async () => {
    await stage.door.api('PATCH', '/settings', { playbooks: { allowedHosts: ['*.riverside.example'] } })
    await stage.save(`${head('outside')}
  - { id: ask, http.request: { url: http://127.0.0.1:9/x } }
`)
    const [status, message] = await refused('outside')
    expect([status, message]).toEqual([409, expect.stringContaining('127.0.0.1:9 is not among the hosts')])
    // In the middle it fails its step, with the same words.
    await stage.save(`${head('later')}
  - { id: first, notify: { text: First } }
  - { id: ask, needs: [first], http.request: { url: http://127.0.0.1:9/x } }
`)
    const run = await stage.run('later')
    expect([run.state, stepsOf(run)['ask']?.problem]).toEqual([
      'failed',
      expect.stringContaining('127.0.0.1:9 is not among the hosts'),
    ])
  })

  it('is an expression that throws, or runs too long: its step fails and says so', async () => {
    await stage.save(`${head('wild', 'onFailure: continue-on-error\n')}
  - { id: first, notify: { text: First } }
  - { id: throws, check: { that: '$error("Nobody knows")' } }
  - { id: long, check: { that: '($f := function($x) { $f($x + 1) }; $f(0))' } }
  - { id: deep, check: { that: '($f := function($x) { 1 + $f($x) }; $f(0))' } }
  - { id: more, needs: [first], forEach: '[1..10000000]', check: { that: item } }
  - { id: unknown, check: { that: '$receiver("MON 77").active' } }
`)
    const run = await stage.run('wild')
    expect(run.state).toBe('failed')
    expect(faultsOf(run)).toEqual([
      expect.stringContaining('throws: “$error("Nobody knows")”: Nobody knows'),
      expect.stringContaining('it ran longer than 500 ms and was stopped.'),
      expect.stringContaining('it nests too deeply and was stopped.'),
      expect.stringContaining('it made more than 100000 values and was stopped.'),
      'unknown: “$receiver("MON 77").active”: There is no receiver “MON 77” in the plant (at character 10).',
    ])
  })

  it('is a role that is too low', async () => {
    const key = await stage.door.keyOf('operator')
    const ask = (path: string, body: object) =>
      stage.door.ask(
        'POST',
        `/api/v1${path}`,
        { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        JSON.stringify(body),
      )
    await stage.save(`${head('senior', 'roles: [engineer]\n')}
  - { id: only, notify: { text: Only } }
`)
    const answer = await ask('/playbooks/senior/runs', {})
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([
      expect.any(Number),
      expect.stringContaining('needs the role engineer'),
    ])
    expect(answer.status === 403 || answer.status === 409).toBe(true)
    const asks = await (async () => {
      await stage.save(`${head('yes')}
  - { id: ask, approve: { role: engineer, text: Really? } }
`)
      return stage.run('yes')
    })()
    expect((await ask(`/runs/${asks.id}/approve`, {})).status).toBeGreaterThanOrEqual(400)
    expect((await stage.decide(asks, 'approve', { waitMs: 10_000 })).state).toBe('succeeded')
  })

  it('is no reason to forget a playbook that was good: the last good reading counts, with what is wrong', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-playbooks-'))
    const file = join(folder, 'mine.yaml')
    const good = `${head('mine')}  - { id: only, notify: { text: Only } }\n`
    writeFileSync(file, good)
    await stage.door.api('PATCH', '/settings', { playbooks: { folder } })
    const read = async () => (await stage.door.api('GET', '/playbooks/files')).body as PlaybookFiles
    await until(read, ({ folder: is, problems }) => is === folder && problems.length === 0, WAIT_MS)
    writeFileSync(file, good.replace('notify', 'notice'))
    const { problems } = await read()
    expect(problems).toEqual([
      { path: 'mine.yaml', line: 4, text: expect.stringContaining('There is no step “notice”.') },
    ])
    expect((await stage.run('mine')).state).toBe('succeeded')
    // Hot: a file that comes is there by itself.
    writeFileSync(join(folder, 'other.yaml'), good.replace('mine', 'other'))
    await until(
      async () => (await stage.door.api('GET', '/playbooks/other')).status,
      (status) => status === 200,
      WAIT_MS,
    )
    // While one runs its file goes: the run keeps its copy.
    writeFileSync(
      file,
      `${head('mine')}  - { id: ask, approve: { text: Go on? } }\n  - { id: end, needs: [ask], notify: { text: End } }\n`,
    )
    await read()
    const asks = await stage.run('mine')
    expect(asks.state).toBe('awaiting_approval')
    rmSync(file)
    await read()
    expect((await stage.door.api('GET', '/playbooks/mine')).status).toBe(404)
    const run = await stage.decide(asks, 'approve', { waitMs: 10_000 })
    expect([run.state, ...statesOf(run)]).toEqual(['succeeded', 'ask: done', 'end: done'])
    await stage.door.api('PATCH', '/settings', { playbooks: { folder: null } })
    rmSync(folder, { recursive: true, force: true })
  })
})

/** A service that answers everything with 200 after a while. */
async function serve(began: () => () => void): Promise<{ readonly server: Server; readonly host: string }> {
  const server = createServer((_request, response) => {
    const end = began()
    setTimeout(() => {
      end()
      response.end('{}')
    }, 20)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return { server, host: `127.0.0.1:${(server.address() as AddressInfo).port}` }
}
