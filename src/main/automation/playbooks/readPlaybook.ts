import type { PlaybookParam, StepKind } from '../../../contract'
import { type LineOf, type TextProblem, problemOf, readYaml } from '../../policy/yamlText'
import { type Expression, ExpressionError, compileExpression } from '../expressions/expression'
import { NOTHING, type Template, allUses, compileTemplate } from '../expressions/template'
import { paramFault } from './paramValue'
import type { Playbook, Step } from './playbook'
import { type ParamFile, PlaybookFile, StepHead } from './playbookFile'
import { BODIES, CONDITION_KEY, LIST_KEYS, STEP_KINDS, bodyFault } from './stepBodies'
import { neededBy, stepOrder } from './stepOrder'
import { asList } from './stepValues'

export type PlaybookReading =
  | { readonly ok: true; readonly playbook: Playbook }
  | { readonly ok: false; readonly name: string | null; readonly problems: readonly TextProblem[] }

const MAX_PROBLEMS = 50
const HEAD_KEYS: readonly string[] = Object.keys(StepHead.shape)

/** Reads and checks a playbook: its schema, its graph, its expressions and what they speak of. Never throws. */
export function readPlaybook(text: string): PlaybookReading {
  const yaml = readYaml(text)
  if (!yaml.ok) return { ok: false, name: null, problems: yaml.problems }
  const { value, lineOf } = yaml
  const file = PlaybookFile.safeParse(value)
  if (!file.success) {
    const problems = file.error.issues.map((issue) => problemOf(issue, lineOf))
    return { ok: false, name: nameIn(value), problems: problems.slice(0, MAX_PROBLEMS) }
  }
  const { name, version, description, category, tags, roles } = file.data
  const problems: TextProblem[] = []
  const say = (path: readonly PropertyKey[], fault: string): void => {
    problems.push({ line: lineOf(path), text: fault })
  }
  const params = Object.entries(file.data.params).map(([param, given]) => paramOf(param, given))
  for (const param of params) {
    const fault = paramFileFault(param)
    if (fault !== null) say(['params', param.name], `params.${param.name}: ${fault}`)
  }
  const steps = file.data.steps.flatMap((step, index) => readStep(step, ['steps', index], lineOf, problems) ?? [])
  if (problems.length === 0) checkGraph(steps, file.data, params, say)
  const order = problems.length === 0 ? stepOrder(steps) : null
  if (order?.ok !== true) return { ok: false, name, problems: problems.slice(0, MAX_PROBLEMS) }
  return {
    ok: true,
    playbook: {
      ...{ name, description, category, tags, roles, params, text },
      title: file.data.title ?? name,
      version: String(version),
      onFailure: file.data.onFailure ?? null,
      steps: [...order.order.filter(({ always }) => !always), ...order.order.filter(({ always }) => always)],
      nested: nestedIn(file.data),
    },
  }
}

function nameIn(value: unknown): string | null {
  const named = typeof value === 'object' && value !== null && 'name' in value ? value.name : null
  return typeof named === 'string' ? named : null
}

function paramOf(name: string, given: ParamFile): PlaybookParam {
  return {
    name,
    type: given.type,
    title: given.title ?? name,
    description: given.description,
    required: given.required ?? given.default === undefined,
    default: given.default ?? null,
    min: given.min ?? null,
    max: given.max ?? null,
    options: (given.options ?? []).map((one) => (typeof one === 'string' ? { value: one, title: one } : one)),
    format: given.format ?? null,
    module: given.module ?? null,
  }
}

function paramFileFault(param: PlaybookParam): string | null {
  const { type, options, min, max, default: standard } = param
  if (type === 'enum' && options.length === 0) return 'An enum needs options.'
  if (type !== 'enum' && options.length > 0) return `Only an enum has options; this is a ${type}.`
  if (min !== null && max !== null && min > max) return `Its least value ${min} is above its greatest ${max}.`
  return standard === null ? null : paramFault(param, standard)
}

/** Null when it cannot be read; the problems say why. */
function readStep(
  step: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
  lineOf: LineOf,
  problems: TextProblem[],
): Step | null {
  const before = problems.length
  const label = typeof step['id'] === 'string' ? `Step “${step['id']}”` : `Step ${Number(path[1]) + 1}`
  const say = (at: readonly PropertyKey[], fault: string): void => {
    problems.push({ line: lineOf([...path, ...at]), text: `${label}: ${fault}` })
  }
  const others = Object.keys(step).filter((key) => !HEAD_KEYS.includes(key))
  const kinds = others.filter(isKind)
  const unknown = others.filter((key) => !isKind(key))
  for (const key of unknown) say([key], `There is no step “${key}”. The steps are ${STEP_KINDS.join(', ')}.`)
  const [kind, second] = kinds
  if (second !== undefined) say([second], `It is “${kinds.join('” and “')}”; a step is one of them.`)
  if (kind === undefined && unknown.length === 0) say([], `It does nothing: it needs one of ${STEP_KINDS.join(', ')}.`)
  const head = StepHead.safeParse(Object.fromEntries(Object.entries(step).filter(([key]) => HEAD_KEYS.includes(key))))
  if (!head.success) {
    for (const issue of head.error.issues) {
      const { line, text } = problemOf(issue, (at) => lineOf([...path, ...at]))
      problems.push({ line, text: `${label}: ${text}` })
    }
  }
  if (kind === undefined || !head.success || problems.length > before) return null

  const compile = <T>(at: readonly PropertyKey[], make: () => T, none: T): T => {
    try {
      return make()
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      say(at, error.message)
      return none
    }
  }
  const { id, title, needs, when, forEach, onFailure, always } = head.data
  const body = readBody(kind, step[kind], [kind], say)
  const templates = new Map(
    [...body].map(([key, value]) => [key, compile([kind, key], () => compileTemplate(value), FIXED)] as const),
  )
  const conditionKey = CONDITION_KEY[kind]
  const condition =
    conditionKey === undefined
      ? null
      : readCondition(step[kind], conditionKey, (make) => compile([kind], make, null), say)
  const whenOf = when === undefined ? null : compile(['when'], () => compileExpression(String(when)), null)
  const items = forEach === undefined ? null : compile(['forEach'], () => itemsOf(forEach), null)
  const titleText = title ?? STANDARD_TITLE[kind]
  const titleOf = compile(['title'], () => compileTemplate(titleText), FIXED)
  if (problems.length > before) return null
  const expressions = [...(whenOf === null ? [] : [whenOf]), ...(condition === null ? [] : [condition])]
  return {
    ...{ id, kind, needs, always, condition, body: templates, when: whenOf, forEach: items, titleText },
    title: titleOf,
    forEachText: forEach === undefined ? null : typeof forEach === 'string' ? forEach : `${forEach.length} items`,
    onFailure: onFailure ?? null,
    uses: allUses([
      titleOf.uses,
      ...[...templates.values()].map(({ uses }) => uses),
      ...expressions.map(({ uses }) => uses),
      ...(items === null ? [] : [items.uses]),
    ]),
  }
}

const FIXED: Template = { uses: NOTHING, isFixed: true, evaluate: () => Promise.resolve(null) }

function isKind(key: string): key is StepKind {
  return key in BODIES
}

type Say = (at: readonly PropertyKey[], fault: string) => void

/** The parts of a body; what is fixed in it is checked against the schema now. */
function readBody(kind: StepKind, value: unknown, at: readonly PropertyKey[], say: Say): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    say(at, `“${kind}” takes an object, such as { ${Object.keys(BODIES[kind].shape).slice(0, 2).join(': …, ')}: … }.`)
    return new Map()
  }
  const shape: Readonly<Record<string, unknown>> = BODIES[kind].shape
  const conditionKey = CONDITION_KEY[kind]
  const body = new Map(Object.entries(value).filter(([key]) => key !== conditionKey))
  for (const [key, part] of body) {
    const schema = schemaAt(shape, key)
    if (schema === undefined) {
      const known = [...(conditionKey === undefined ? [] : [conditionKey]), ...Object.keys(shape)].join(', ')
      say([...at, key], `“${kind}” has no “${key}”; it has ${known}.`)
    } else if (!hasExpression(part)) {
      const parsed = schema.safeParse(LIST_KEYS.has(key) ? asList(part) : part)
      for (const issue of parsed.success ? [] : parsed.error.issues) {
        say([...at, key, ...issue.path], `${[kind, key, ...issue.path.map(String)].join('.')}: ${issue.message}.`)
      }
    }
  }
  for (const key of Object.keys(shape)) {
    const isMissing = !body.has(key) && schemaAt(shape, key)?.safeParse(undefined).success === false
    if (isMissing) say(at, `“${kind}” needs “${key}”.`)
  }
  const fault = bodyFault(kind, (key) => body.has(key))
  if (fault !== null) say(at, fault)
  if (kind === 'playbook' && hasExpression(body.get('name'))) {
    say([...at, 'name'], 'The name of the playbook it runs has to stand there as it is, without an expression.')
  }
  return body
}

type Checked = { readonly safeParse: (value: unknown) => SafeResult }
type SafeResult =
  | { readonly success: true }
  | {
      readonly success: false
      readonly error: { readonly issues: readonly { path: PropertyKey[]; message: string }[] }
    }

function schemaAt(shape: Readonly<Record<string, unknown>>, key: string): Checked | undefined {
  return Object.hasOwn(shape, key) ? (shape[key] as Checked) : undefined
}

function readCondition(
  body: unknown,
  key: string,
  compile: (make: () => Expression) => Expression | null,
  say: Say,
): Expression | null {
  const given = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[key] : undefined
  if (typeof given === 'boolean') return compile(() => compileExpression(String(given)))
  if (typeof given === 'string' && given.trim() !== '') return compile(() => compileExpression(given))
  say([], `It needs “${key}”, an expression.`)
  return null
}

function itemsOf(forEach: string | readonly unknown[]): Template {
  if (typeof forEach !== 'string') return compileTemplate(forEach)
  const expression = compileExpression(forEach)
  return { uses: expression.uses, isFixed: false, evaluate: expression.evaluate }
}

function hasExpression(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('${')
  if (Array.isArray(value)) return value.some(hasExpression)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression)
}

/** Names are used once, everything that is named is there, and nobody waits for himself. */
function checkGraph(
  steps: readonly Step[],
  file: PlaybookFile,
  params: readonly PlaybookParam[],
  say: (path: readonly PropertyKey[], fault: string) => void,
): void {
  const at = (id: string): readonly PropertyKey[] => ['steps', file.steps.findIndex((step) => step['id'] === id)]
  const byId = new Map<string, Step>()
  for (const [index, step] of steps.entries()) {
    if (byId.has(step.id)) say(['steps', index, 'id'], `Step “${step.id}” is there twice; a name is used once.`)
    byId.set(step.id, step)
  }
  for (const { id, needs, always } of steps) {
    for (const need of needs) {
      const needed = byId.get(need)
      if (needed === undefined) say([...at(id), 'needs'], `Step “${id}” needs “${need}”, and there is no such step.`)
      else if (needed.always && !always) {
        say([...at(id), 'needs'], `Step “${id}” needs “${need}”, which always runs and so comes last.`)
      }
    }
  }
  const order = stepOrder(steps)
  if (!order.ok) {
    const [first = ''] = order.circle
    say([...at(first), 'needs'], `The steps ${order.circle.join(' → ')} wait for each other.`)
    return
  }
  const known = new Set(params.map(({ name }) => name))
  for (const { id, uses, always } of steps) {
    for (const param of uses.params) {
      if (!known.has(param)) say(at(id), `Step “${id}” uses params.${param}, and there is no such parameter.`)
    }
    const before = neededBy(steps, id)
    for (const other of uses.steps) {
      if (!byId.has(other)) say(at(id), `Step “${id}” uses steps.${other}, and there is no such step.`)
      else if (other === id) say(at(id), `Step “${id}” uses steps.${other}, which is itself.`)
      else if (!before.has(other) && !(always && byId.get(other)?.always === false)) {
        say(at(id), `Step “${id}” uses steps.${other}, but does not wait for it; add “${other}” to its needs.`)
      }
    }
  }
}

function nestedIn(file: PlaybookFile): readonly string[] {
  const names = file.steps.flatMap((step) => nameIn(step['playbook']) ?? [])
  return [...new Set(names)]
}

const STANDARD_TITLE: Readonly<Record<StepKind, string>> = {
  take: 'Take',
  disconnect: 'Disconnect',
  salvo: 'Fire a salvo',
  'snapshot.capture': 'Keep a snapshot',
  'snapshot.restore': 'Restore a snapshot',
  'sender.activate': 'Switch senders on',
  'sender.deactivate': 'Switch senders off',
  'mqtt.command': 'Tell a device',
  'http.request': 'Ask a service',
  wait: 'Wait',
  'wait-for': 'Wait for the plant',
  check: 'Check',
  approve: 'Ask a person',
  notify: 'Tell people',
  job: 'Run a job',
  playbook: 'Run a playbook',
}
