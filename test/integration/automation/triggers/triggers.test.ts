import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type SalvoInput, SalvoInput as Salvo, type Trigger, TriggerInput } from '../../../../src/contract'
import type { Clock } from '../../../../src/main/telemetry/clock'
import { until } from '../../../support/until'
import { person, saidNo } from '../../execution/houseStage'
import { NOTIFY, type TriggerStage, WAIT_MS, ada, eve, startTriggers } from './triggerStage'

describe('triggers', () => {
  let stage: TriggerStage
  let ahead = 0
  const clock: Clock = { now: () => Date.now() + ahead }
  beforeAll(async () => {
    stage = await startTriggers({ clock, playbooks: false })
  })
  afterEach(async () => {
    const { triggers } = stage.house()
    for (const { id, holds } of triggers.list()) {
      await triggers.setMode(eve, id, 'off')
      for (const { key } of holds) await triggers.putBack(eve, id, key, true)
      await triggers.remove(eve, id)
    }
    stage.notices.length = 0
  })
  afterAll(() => stage.stop())

  const topic = (name: string) => ({ kind: 'mqtt', topic: `house/${name}` })
  /** Says it until the trigger has heard the first of it: a broker takes a moment to listen. */
  const heard = async (trigger: Trigger, name: string, message: object | string): Promise<void> => {
    await until(
      async () => {
        await stage.say(`house/${name}`, message)
        await delay(50)
        const { counts } = stage.now(trigger.id)
        return counts.passed + counts.suppressed + counts.fired + counts.wouldHaveFired
      },
      (count) => count > 0,
      WAIT_MS,
    )
  }
  const takes = (from: string, to: string) => ({
    kind: 'take',
    routes: [{ sender: stage.sender(from), receiver: stage.receiver(to) }],
  })
  const only = (name: string) => ({ kind: 'selection', ids: [stage.receiver(name)] })
  const salvoOf = async (label: string, from: string, to: string) => {
    const actions: SalvoInput['actions'] = [
      { type: 'route.connect', senderId: stage.sender(from), receiverId: stage.receiver(to) },
    ]
    return stage.house().salvos.create(ada, Salvo.parse({ label, actions }))
  }

  describe('what can be made', () => {
    it('a new one is off, and an engineer’s; it is audited', async () => {
      const made = await stage.trigger({ event: topic('x'), label: 'Falls' }, 'off')
      expect(made).toMatchObject({ mode: 'off', owner: eve.actor, armedBy: null, role: null, revision: 1, holds: [] })
      await stage.say('house/x', {})
      const armed = await stage.house().triggers.setMode(ada, made.id, 'armed')
      expect(armed).toMatchObject({ mode: 'armed', armedBy: ada.actor, role: 'operator' })
      const rows = await stage.store().audit.list({ target: made.id, limit: 10, cursor: null })
      expect(rows.items.map(({ what, actor }) => [what, actor.name])).toEqual([
        ['trigger.mode', 'Ada'],
        ['trigger.create', 'Eve'],
      ])
    })

    it.each([
      ['a condition that cannot be read', { condition: 'payload.(' }, /^condition: “payload\.\(” cannot be read/],
      ['a key that cannot be read', { key: '$$$[' }, /^key: /],
      [
        'a value that does not end',
        { action: { ...NOTIFY, text: 'Room ${payload.x' } },
        /^action\.text: .*does not end/,
      ],
      ['an until that cannot be read', { until: { event: topic('y'), condition: '((' } }, /^until/],
      ['no topic filter', { event: { kind: 'mqtt', topic: 'a/#/b' } }, /^event\.topic: .*no MQTT topic filter/],
      ['no cron', { event: { kind: 'time', cron: '61 * * * *' } }, /^event\.cron: .*cannot be understood/],
      ['no time zone', { event: { kind: 'time', cron: '* * * * *', timeZone: 'Mars/Base' } }, /no time zone “Mars/],
      ['an unknown playbook', { action: { kind: 'playbook', name: 'no-such' } }, /^action\.name: There is no playbook/],
      ['an unknown salvo', { action: { kind: 'salvo', salvoId: 'x' } }, /^action\.salvoId: /],
      ['nothing to put back', { until: { timeoutS: 5 } }, /has nothing to put back/],
      ['health of a clock', { event: { kind: 'time', cron: '* * * * *' }, requiresHealth: true }, /^requiresHealth: /],
      ['health without a condition', { event: topic('x'), requiresHealth: true }, /^requiresHealth: .*condition/],
    ])('not with %s', async (_name, wish, words) => {
      const input = { label: 'Bad', event: topic('x'), action: NOTIFY, ...wish }
      const error = await saidNo(() => stage.house().triggers.create(eve, TriggerInput.parse(input)))
      expect(error).toMatchObject({ kind: 'invalid', message: expect.stringMatching(words) as string })
      if (!String(words).includes('put back')) return
      expect(stage.house().triggers.list()).toEqual([])
    })

    it('what is edited is put to watch, by whom it was edited; who saw an older one is refused', async () => {
      const made = await stage.trigger({ event: topic('x') })
      const edit = { label: 'Renamed', event: topic('x'), action: NOTIFY }
      const { triggers } = stage.house()
      const renamed = await triggers.update(eve, made.id, { ...TriggerInput.parse(edit), revision: 1 })
      expect(renamed).toMatchObject({ label: 'Renamed', mode: 'armed', revision: 2 })
      const max = person('Max', 'engineer')
      const other = await triggers.update(max, made.id, TriggerInput.parse({ ...edit, event: topic('z') }))
      expect(other).toMatchObject({ mode: 'watch', owner: max.actor, armedBy: null, revision: 3 })
      const stale = { ...TriggerInput.parse(edit), revision: 1 }
      expect(await saidNo(() => triggers.update(eve, made.id, stale))).toMatchObject({
        kind: 'state',
        message: expect.stringContaining('Somebody saved') as string,
      })
    })
  })

  describe('events', () => {
    it('a sender that goes and comes back', async () => {
      const sender = stage.lab.plant.sender('CAM 1')
      const scope = { kind: 'selection', ids: [sender] }
      const gone = await stage.trigger({ event: { kind: 'resource', resource: 'sender', change: 'gone', scope } })
      const back = await stage.trigger({ event: { kind: 'resource', resource: 'sender', change: 'back', scope } })
      const elsewhere = await stage.trigger({
        event: { kind: 'resource', resource: 'sender', change: 'gone', scope: { kind: 'site', site: 'Nowhere' } },
      })
      expect(gone.requiresHealth).toBe(true)
      const node = stage.lab.nodes.find(({ store }) => store.senders.has(sender))?.store.self.id
      await stage.fate('node/gone', { node })
      await stage.seen(() => stage.story(gone.id).length > 0)
      expect(stage.records(gone.id)).toMatchObject([
        { outcome: 'fired', key: sender, facts: { event: 'resource', label: 'CAM 1', change: 'gone' }, causes: [] },
      ])
      await stage.fate('node/back', { node })
      await stage.seen(() => stage.story(back.id).length > 0)
      expect(stage.story(back.id)).toEqual([`fired ${sender}`])
      expect(stage.story(elsewhere.id)).toEqual([])
      expect(stage.notices).toContain(`info: It fired for ${sender}.`)
    })

    it('a route that changes, with from and to; by somebody else too', async () => {
      await stage.route('CAM 2', 'MON 1')
      const route = await stage.trigger({
        event: { kind: 'route', scope: only('MON 1') },
        condition: 'to.label = "CAM 3" and $receiver(id).sender = "CAM 3"',
        action: { ...NOTIFY, text: '${label}: ${from.label} → ${to.label}' },
      })
      const foreign = await stage.trigger({ event: { kind: 'foreign-change', scope: only('MON 1') } })
      await stage.route('CAM 4', 'MON 1')
      await stage.route('CAM 3', 'MON 1')
      await stage.seen(() => stage.story(route.id).length > 0)
      expect(stage.notices).toEqual(['info: MON 1: CAM 4 → CAM 3'])
      expect(stage.now(route.id).counts).toMatchObject({ fired: 1, passed: 1 })
      const receiver = stage.receiver('MON 1')
      const node = stage.lab.nodes.find(({ store }) => store.receivers.has(receiver))
      await fetch(`${node?.url ?? ''}/x-nmos/connection/v1.1/single/receivers/${receiver}/staged`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ master_enable: false, activation: { mode: 'activate_immediate' } }),
      })
      await stage.seen(() => stage.story(foreign.id).length > 0)
      expect(stage.story(foreign.id)).toEqual([`fired ${receiver}`])
    })

    it('a message, as JSON and as text; what the broker had kept is no news', async () => {
      await stage.say('house/kept', { room: 9 }, true)
      const kept = await stage.trigger({ event: topic('kept'), key: 'payload.room' })
      const wanted = await stage.trigger({ event: { ...topic('kept'), retained: true }, key: 'payload.room' })
      const text = await stage.trigger({ event: topic('+'), key: 'payload', condition: '$type(payload) = "string"' })
      await stage.seen(() => stage.story(wanted.id).length > 0)
      await heard(text, 'words', 'hello')
      expect(stage.story(wanted.id)).toContain('fired 9')
      expect(stage.story(text.id)[0]).toBe('fired hello')
      expect(stage.story(kept.id)).toEqual([])
      await stage.say('house/kept', '', true)
    })

    it('a tally that goes on air', async () => {
      const { tally } = stage.house()
      const tallied = await stage.trigger({ event: { kind: 'tally', becomes: 'on-air', scope: only('MON 2') } })
      const mapping = await tally.create(eve, {
        label: 'PGM',
        source: 'mqtt:lab/house/pgm',
        when: { operator: 'is' },
        targets: [{ kind: 'receiver', id: stage.receiver('MON 2') }],
        means: 'on-air',
        enabled: true,
      })
      await until(
        () => stage.say('house/pgm', 'true'),
        () => stage.story(tallied.id).length > 0,
        WAIT_MS,
      )
      expect(stage.records(tallied.id)[0]).toMatchObject({ outcome: 'fired', facts: { onAir: true, label: 'MON 2' } })
      await tally.remove(eve, mapping.id)
    })

    it('a run that fails: the playbook or take itself', async () => {
      const failing = await stage.trigger({
        event: { kind: 'run', sources: [] },
        action: { ...NOTIFY, text: 'Run ${number} ${state}: ${targets.label}' },
      })
      const salvos = await stage.trigger({ event: { kind: 'run', sources: ['salvo'] } })
      await stage.fate('port/refuse', { id: stage.receiver('MON 3'), count: 20, error: 'Not today' })
      await stage.route('CAM 2', 'MON 3').catch(() => undefined)
      await stage.seen(() => stage.story(failing.id).length > 0)
      expect(stage.records(failing.id)).toMatchObject([
        { outcome: 'fired', facts: { state: 'failed', problem: expect.stringContaining('Not today') as string } },
      ])
      expect(stage.notices[0]).toMatch(/^info: Run \d+ failed: MON 3$/)
      expect(stage.story(salvos.id)).toEqual([])
      await stage.fate('port/refuse', { id: stage.receiver('MON 3'), count: 0 })
    })

    it('a value of an IS-07 source', async () => {
      const lamp = stage
        .house()
        .tally.sources()
        .find(({ kind, eventType }) => kind === 'is07' && eventType === 'boolean')
      const source = lamp?.id ?? ''
      const said = await stage.trigger({ event: { kind: 'is07', source }, condition: 'value = true', key: 'label' })
      const name = source.replace('is07:', '')
      await stage.seen(() =>
        stage
          .house()
          .tally.sources()
          .some(({ id, state }) => id === source && state === 'live'),
      )
      await until(
        () => stage.fate('tally/toggle', { source: name }),
        () => stage.now(said.id).counts.fired > 0,
        WAIT_MS,
      )
      expect(stage.records(said.id)[0]).toMatchObject({ key: lamp?.label, facts: { value: true, type: 'boolean' } })
    })

    it('a registry that is lost and comes back', async () => {
      const lost = await stage.trigger({ event: { kind: 'registry', becomes: 'lost' } })
      const live = await stage.trigger({ event: { kind: 'registry', becomes: 'live' } })
      await stage.fate('registry/down', { ms: 1_500 })
      await stage.seen(() => stage.story(live.id).length > 0)
      expect(stage.records(lost.id)).toMatchObject([{ outcome: 'fired', facts: { state: 'stale', label: 'Lab' } }])
      expect(stage.records(live.id)).toMatchObject([{ outcome: 'fired', facts: { label: 'Lab' } }])
    })

    it('a time of the clock; one that was jumped over was missed', async () => {
      const timed = await stage.trigger({ event: { kind: 'time', cron: '*/10 * * * *', timeZone: 'Europe/Berlin' } })
      const next = Date.parse(timed.nextAt ?? '')
      expect(next % 600_000).toBe(0)
      ahead += next - clock.now() - 200
      await stage.seen(() => stage.story(timed.id).length > 0)
      expect(stage.story(timed.id)).toEqual(['fired '])
      expect(stage.now(timed.id).nextAt).toBe(new Date(next + 600_000).toISOString())
      ahead += 3_000_000
      await stage.seen(() => stage.story(timed.id).length > 1)
      expect(stage.story(timed.id)).toEqual(['fired ', 'suppressed MISSED '])
      expect(Date.parse(stage.now(timed.id).nextAt ?? '')).toBeGreaterThan(clock.now())
    })
  })

  describe('what is against it', () => {
    it('watch looks at everything and does nothing', async () => {
      await stage.route('CAM 1', 'MON 4')
      const made = await stage.trigger(
        { event: topic('w'), condition: 'payload.go', key: 'payload.n', action: takes('CAM 2', 'MON 4') },
        'watch',
      )
      await heard(made, 'w', { go: false, n: 1 })
      await stage.say('house/w', { go: true, n: 7 })
      await stage.seen(() => stage.story(made.id).length > 0)
      expect(stage.records(made.id)).toMatchObject([
        { outcome: 'would-have-fired', key: '7', runId: null, facts: { payload: { go: true, n: 7 } } },
      ])
      expect(stage.records(made.id)[0]?.action).toEqual({ ...takes('CAM 2', 'MON 4'), confirm: [] })
      expect(stage.routeOf('MON 4')).toBe(stage.sender('CAM 1'))
      expect(stage.now(made.id).counts).toMatchObject({ fired: 0, wouldHaveFired: 1 })
      await stage.house().triggers.setMode(ada, made.id, 'off')
      await stage.say('house/w', { go: true, n: 8 })
      await delay(100)
      expect(stage.story(made.id)).toEqual(['would-have-fired 7'])
    })

    it('a debounce takes events of a key together, and what is taken back meanwhile is none', async () => {
      const made = await stage.trigger({
        ...{ event: topic('d'), key: 'payload.n', condition: 'payload.bad', debounceMs: 400 },
        action: { ...NOTIFY, text: '${payload.n} ${payload.at}' },
      })
      await heard(made, 'd', { n: 0, bad: false })
      for (const at of [1, 2, 3]) await stage.say('house/d', { n: 1, bad: true, at })
      await stage.say('house/d', { n: 2, bad: true, at: 1 })
      await stage.say('house/d', { n: 2, bad: false })
      await stage.seen(() => stage.story(made.id).length === 2)
      expect(stage.story(made.id)).toEqual(['suppressed TAKEN_BACK 2', 'fired 1'])
      expect(stage.notices).toEqual(['info: 1 3'])
    })

    it('beyond its rate it is suppressed, which is said once and counted', async () => {
      const made = await stage.trigger({ event: topic('r'), key: '"all"', condition: 'payload.n > 0', maxPerMinute: 2 })
      await heard(made, 'r', { n: 0 })
      for (const n of [1, 2, 3, 4, 5]) await stage.say('house/r', { n })
      await stage.seen(() => stage.now(made.id).counts.suppressed === 3)
      expect(stage.story(made.id)).toEqual(['fired all', 'fired all', 'suppressed RATE all ×3'])
      expect(stage.notices.filter((text) => text.startsWith('warning'))).toHaveLength(1)
      ahead += 61_000
      await stage.say('house/r', { n: 6 })
      await stage.seen(() => stage.now(made.id).counts.fired === 3)
    })

    it('nothing is done before something good was seen of the same key', async () => {
      const made = await stage.trigger({
        ...{ event: topic('h'), key: 'payload.n', condition: 'payload.state = "bad"', requiresHealth: true },
      })
      await heard(made, 'h', { n: 1, state: 'bad' })
      await stage.say('house/h', { n: 2, state: 'good' })
      await stage.say('house/h', { n: 2, state: 'bad' })
      await stage.say('house/h', { n: 1, state: 'bad' })
      await stage.seen(() => stage.story(made.id).some((line) => line.startsWith('fired')))
      const story = stage.story(made.id)
      expect(story[0]).toMatch(/^suppressed NO_HEALTH_YET 1/)
      expect(story.filter((line) => line.startsWith('fired'))).toEqual(['fired 2'])
    })

    it('an expression that goes wrong, or runs too long, is recorded and disturbs nothing else', async () => {
      const made = await stage.trigger({
        event: topic('e'),
        condition: '$sender(payload.who).online',
        key: 'payload.who',
      })
      const slow = await stage.trigger({ event: topic('e'), condition: '($f := function($n) { $f($n + 1) }; $f(1))' })
      await heard(made, 'e', { who: 'No such camera' })
      await stage.say('house/e', { who: 'CAM 1' })
      await stage.seen(() => stage.story(made.id).includes('fired CAM 1'))
      const [first] = stage.records(made.id)
      expect(first).toMatchObject({ outcome: 'suppressed', reason: 'EXPRESSION' })
      expect(first?.text).toMatch(/There is no sender “No such camera”/)
      await stage.seen(() => stage.story(slow.id).length > 0)
      expect(stage.records(slow.id)[0]).toMatchObject({
        reason: 'EXPRESSION',
        text: expect.stringMatching(/stopped/) as string,
      })
    })

    it('what is no JSON is a text, what is too long is none, what gives no key is suppressed', async () => {
      const made = await stage.trigger({ event: topic('g'), key: 'payload.n' })
      await heard(made, 'g', '{"n": ')
      await stage.say('house/g', JSON.stringify({ n: 1, pad: 'x'.repeat(1_000_000) }))
      await stage.say('house/g', { n: 2, pad: 'x'.repeat(100_000) })
      await stage.seen(() => stage.story(made.id).some((line) => line.startsWith('fired')))
      const story = stage.story(made.id)
      expect(story[0]).toMatch(/^suppressed NO_KEY/)
      expect(story.at(-1)).toBe('fired 2')
      expect(JSON.stringify(stage.records(made.id).at(-1)).length).toBeLessThan(5_000)
    })

    it('who was refused by the pipeline is told, as who armed it may no more', async () => {
      const salvo = await salvoOf('Line-up', 'CAM 1', 'MON 3')
      const made = await stage.trigger({ event: topic('p'), action: { kind: 'salvo', salvoId: salvo.id } })
      const locked = await stage.house().execution.start(eve, {
        actions: [{ type: 'destination.lock', receiverId: stage.receiver('MON 3'), reason: 'Live', durationS: null }],
        ...{ dryRun: false, confirm: [], onRefused: 'refuse', activation: { mode: 'activate_immediate' } },
        ...{ change: false, ifClosed: 'refuse', waitMs: 5_000 },
      })
      expect(locked.state).toBe('succeeded')
      const taking = await stage.trigger({ event: topic('p'), action: takes('CAM 1', 'MON 3') })
      await heard(taking, 'p', {})
      await stage.seen(() => stage.records(taking.id).some(({ outcome }) => outcome === 'refused'))
      expect(stage.notices.some((text) => text.startsWith('warning: It fired for house/p and could not begin'))).toBe(
        true,
      )
      await stage.house().execution.start(eve, {
        actions: [{ type: 'destination.release', receiverId: stage.receiver('MON 3'), reason: 'Over' }],
        ...{ dryRun: false, confirm: [], onRefused: 'refuse', activation: { mode: 'activate_immediate' } },
        ...{ change: false, ifClosed: 'refuse', waitMs: 5_000 },
      })
      await until(
        () => stage.say('house/p', {}),
        () => stage.routeOf('MON 3') === stage.sender('CAM 1'),
        WAIT_MS,
      )
      const run = stage.records(made.id).find(({ runId }) => runId !== null)
      expect(await stage.store().runs.get(run?.runId ?? '')).toMatchObject({
        origin: 'trigger',
        actor: { name: 'Eve', role: 'engineer' },
        source: { kind: 'salvo', id: salvo.id },
      })
      await stage.house().salvos.remove(ada, salvo.id)
    })

    it('a key that was revoked since arms nothing any more', async () => {
      const key = { id: 'key-1', label: 'Robot', role: 'engineer', createdAt: new Date().toISOString() } as const
      await stage.store().keys.insert({ ...key, lastUsedAt: null, revokedAt: null, hash: 'h' })
      const robot = { actor: { id: key.id, name: key.label, role: key.role }, origin: 'api' } as const
      const { triggers } = stage.house()
      const input = { label: 'By a robot', event: topic('k'), action: NOTIFY }
      const made = await triggers.create(robot, TriggerInput.parse(input))
      await triggers.setMode(ada, made.id, 'armed')
      await stage.store().keys.revoke(key.id, new Date().toISOString())
      await heard(made, 'k', {})
      expect(stage.story(made.id)[0]).toMatch(/^suppressed REVOKED/)
    })
  })

  describe('a loop', () => {
    it('of a trigger with itself, and of two, is stopped: it watches, and people are told', async () => {
      await stage.route('CAM 1', 'MON 1')
      await stage.route('CAM 2', 'MON 2')
      const route = (name: string, on: string, from: string, to: string) =>
        stage.trigger({
          ...{ label: name, event: { kind: 'route', scope: only(on) } },
          action: { kind: 'take', routes: [{ sender: `\${to.label = "CAM 1" ? "${from}" : "CAM 1"}`, receiver: to }] },
        })
      const a = await route('A', 'MON 1', 'CAM 2', 'MON 2')
      const b = await route('B', 'MON 2', 'CAM 3', 'MON 1')
      await stage.route('CAM 4', 'MON 1')
      await stage.seen(() => [a, b].some(({ id }) => stage.now(id).mode === 'watch'))
      const stopped = [a, b].find(({ id }) => stage.now(id).mode === 'watch')
      const looped = stage.records(stopped?.id ?? '').find(({ reason }) => reason === 'LOOP')
      expect(looped?.causes.map(({ label }) => label)).toEqual(['A', 'B'])
      expect(looped?.text).toBe('It is caused by itself: “A” → “B” → “A”.')
      expect(stage.notices.some((text) => text.startsWith('alarm: It is caused by itself'))).toBe(true)
      const audit = await stage.store().audit.list({ target: stopped?.id ?? null, limit: 10, cursor: null })
      expect(audit.items.some(({ what, actor }) => what === 'trigger.stopped' && actor.id === 'signalbox')).toBe(true)

      // What a person does is no loop, however often.
      const other = [a, b].find(({ id }) => id !== stopped?.id)
      expect(stage.now(other?.id ?? '').mode).toBe('armed')
    })
  })

  describe('until', () => {
    const follow = (more: object) =>
      stage.trigger({
        ...{ event: topic('on'), key: 'payload.n', action: takes('CAM 2', 'MON 4') },
        until: { event: topic('off'), key: 'payload.n', condition: '$not($exists(payload.later))', ...more },
      })
    const holds = (id: string) => stage.now(id).holds.map(({ key, state }) => `${key} ${state}`)
    const begun = async (id: string) => {
      await until(
        () => stage.say('house/on', { n: 1 }),
        () => holds(id).includes('1 done'),
        WAIT_MS,
      )
      expect(stage.routeOf('MON 4')).toBe(stage.sender('CAM 2'))
    }
    const isBack = () => stage.routeOf('MON 4') === stage.sender('CAM 1')

    it('its event for the same key puts back what was done; a run carries its trigger', async () => {
      await stage.route('CAM 1', 'MON 4')
      const made = await follow({})
      await begun(made.id)
      const run = await stage.store().runs.get(stage.now(made.id).holds[0]?.runId ?? '')
      expect(run).toMatchObject({ origin: 'trigger', source: { kind: 'trigger', id: made.id, label: 'A trigger' } })
      expect(await saidNo(() => stage.house().triggers.remove(eve, made.id))).toMatchObject({ kind: 'state' })
      await stage.say('house/off', { n: 2 })
      await stage.say('house/off', { n: 1, later: true })
      await delay(150)
      expect(holds(made.id)).toEqual(['1 done'])
      await until(
        () => stage.say('house/off', { n: 1 }),
        () => holds(made.id).length === 0,
        WAIT_MS,
      )
      await stage.seen(isBack)
      expect(stage.story(made.id).at(-1)).toBe('put-back 1')
    })

    it('time puts it back, so long after the last event', async () => {
      await stage.route('CAM 1', 'MON 4')
      const made = await follow({ timeoutS: 1 })
      await begun(made.id)
      await stage.seen(() => holds(made.id).length === 0)
      await stage.seen(isBack)
      expect(stage.records(made.id).at(-1)?.text).toMatch(/^Its time is over\. Run \d+ was put back\.$/)
    })

    it('a person keeps what was done: it is forgotten, and stays', async () => {
      await stage.route('CAM 1', 'MON 4')
      const made = await follow({})
      await begun(made.id)
      const kept = await stage.house().triggers.putBack(ada, made.id, '1', true)
      expect(kept.holds).toEqual([])
      expect(stage.routeOf('MON 4')).toBe(stage.sender('CAM 2'))
      expect(await saidNo(() => stage.house().triggers.putBack(ada, made.id, '1', false))).toMatchObject({
        kind: 'unknown',
      })
    })

    it('a trigger that is switched off still puts back; so does Signalbox after a new start', async () => {
      await stage.route('CAM 1', 'MON 4')
      const made = await follow({ timeoutS: 600 })
      await begun(made.id)
      await stage.house().triggers.setMode(ada, made.id, 'off')
      await stage.end()
      await stage.begin()
      expect(holds(made.id)).toEqual(['1 done'])
      expect(stage.now(made.id).holds[0]?.until).not.toBeNull()
      await until(
        () => stage.say('house/off', { n: 1 }),
        () => holds(made.id).length === 0,
        WAIT_MS,
      )
      await stage.seen(isBack)
      // And its history is still known.
      expect(stage.story(made.id)).toContain('fired 1')
    })

    it('a time that is over while Signalbox did not run is made up for at its start', async () => {
      await stage.route('CAM 1', 'MON 4')
      const made = await follow({ timeoutS: 2 })
      await begun(made.id)
      await stage.end()
      await delay(2_100)
      await stage.begin()
      await stage.seen(() => holds(made.id).length === 0)
      await stage.seen(isBack)
    })
  })
})
