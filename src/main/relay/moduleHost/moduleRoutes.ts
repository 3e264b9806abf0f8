import type { ModuleRequest, ModuleRoute, RelayPlugin, RouteContext } from '../module'
import type { RouteAnswer, RouteMatch } from './moduleHost'
import type { ModuleRun } from './moduleRun'

/** How long a request waits for a route of a module, ms: commands in it may take as long as a change. */
const ANSWER_MS = 60_000

/** The route of a running module that fits. `path` begins with a slash. */
export function routeIn(
  run: ModuleRun,
  { method, path }: { readonly method: string; readonly path: string },
  context: RouteContext,
): RouteMatch {
  const routes = routesOf(run.plugin).flatMap((route) => {
    const params = paramsIn(route.path, path)
    return params === null ? [] : [{ route, params }]
  })
  const fitting = routes.find(({ route }) => route.method === method)
  if (fitting === undefined) return { kind: 'none', methods: [...new Set(routes.map(({ route }) => route.method))] }
  const { route, params } = fitting
  return {
    kind: 'found',
    role: route.role ?? (route.method === 'GET' ? 'viewer' : 'operator'),
    answer: (request) => answerOf(run, route, { ...request, params }, context),
  }
}

/** Those with words in their path come before those with a parameter there. */
function routesOf({ routes = [] }: RelayPlugin): readonly ModuleRoute[] {
  const open = ({ path }: ModuleRoute): number => path.split('/:').length
  return [...routes].sort((a, b) => open(a) - open(b))
}

async function answerOf(
  run: ModuleRun,
  route: ModuleRoute,
  request: ModuleRequest,
  context: RouteContext,
): Promise<RouteAnswer> {
  const { moduleName } = run.plugin
  const what = `the route ${route.method} ${route.path}`
  const answered = await run.awaited(what, ANSWER_MS, async () => {
    const { status = 200, body } = await route.answer(request, context)
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new Error(`it answered with the status ${String(status)}.`)
    }
    return { ok: true, status, json: textOf(status, body) } as const
  })
  if (answered !== null) return answered
  return run.context.ended.aborted
    ? {
        ok: false,
        status: 500,
        text: `The module ${moduleName} failed and is switched off. The reason is on its page.`,
      }
    : { ok: false, status: 504, text: `The module ${moduleName} has not answered in time.` }
}

/** Errors go out in the shape that all errors of the API have. @throws TypeError for what cannot be written as JSON */
function textOf(status: number, body: unknown): string {
  if (status < 400) return JSON.stringify(body ?? null)
  const { code, message, data } = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const said = typeof body === 'string' ? body : 'The module refused this.'
  return JSON.stringify({
    code: typeof code === 'string' ? code : 'MODULE_REFUSED',
    message: typeof message === 'string' ? message : said,
    data: data ?? (typeof message === 'string' || typeof body === 'string' ? null : (body ?? null)),
  })
}

/** What stands at the parameters of a pattern; null: the path is another one. */
function paramsIn(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const wanted = pattern.split('/')
  const given = path.replace(/\/$/, '').split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = decoded(given[index] ?? '')
    if (value === null) return null
    if (!part.startsWith(':')) {
      if (part !== value) return null
    } else if (value === '') return null
    else params[part.slice(1)] = value
  }
  return params
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
