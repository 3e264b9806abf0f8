/** What a route answers: JSON by default, or text of another type. */
export type Answer = {
  readonly status: number
  readonly body?: unknown
  readonly text?: { readonly type: string; readonly data: string }
  readonly headers?: Readonly<Record<string, string>>
}

/** A request as a route sees it; `body` is undefined where none was sent. */
export type ApiRequest = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
}

export type Params = Readonly<Record<string, string>>

export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Segments separated by `/`; `:name` matches any one segment. */
  readonly path: string
  readonly handle: (params: Params, request: ApiRequest) => Answer | Promise<Answer>
}

export const ok = (body: unknown): Answer => ({ status: 200, body })

/** An error with the body every NMOS API uses: `{code, error, debug}` (IS-04 v1.3 §APIs – Error Codes & Responses). */
export function failure(status: number, error: string, debug: string | null = null): Answer {
  return { status, body: { code: status, error, debug } }
}
