/** An API version as it stands in a URL: `v<major>.<minor>` (IS-04 v1.3 §APIs – API Versioning). */
export type ApiVersion = `v${number}.${number}`

/** IS-04 versions Signalbox speaks to a Query API, best first. */
export const QUERY_VERSIONS: readonly ApiVersion[] = ['v1.3', 'v1.2']

/** IS-04 versions Signalbox reads from a Node API, best first. The older two have fewer keys, which the readers tolerate. */
export const NODE_VERSIONS: readonly ApiVersion[] = ['v1.3', 'v1.2', 'v1.1', 'v1.0']

/** IS-05 versions Signalbox speaks to a Connection API, best first. v1.2 adds transports (MXL), not endpoints. */
export const CONNECTION_VERSIONS: readonly ApiVersion[] = ['v1.2', 'v1.1', 'v1.0']

const PATTERN = /^v(\d{1,6})\.(\d{1,6})$/

/** The version named by `text` (`v1.3`, `v1.3/`), or null when it names none. */
export function parseApiVersion(text: string): ApiVersion | null {
  const match = PATTERN.exec(text.endsWith('/') ? text.slice(0, -1) : text)
  return match === null ? null : `v${Number(match[1])}.${Number(match[2])}`
}

/** Below zero when `a` is older than `b`. Compared as integers: v1.12 > v1.5 (IS-04 v1.3 §Controllers – API Versions). */
export function compareApiVersions(a: ApiVersion, b: ApiVersion): number {
  const [aMajor, aMinor] = parts(a)
  const [bMajor, bMinor] = parts(b)
  return aMajor - bMajor || aMinor - bMinor
}

/** The highest version both sides know, or null when there is none. `offered` may carry trailing slashes and unknown words. */
export function highestCommonVersion(offered: readonly string[], supported: readonly ApiVersion[]): ApiVersion | null {
  let best: ApiVersion | null = null
  for (const text of offered) {
    const version = parseApiVersion(text)
    if (version === null || !supported.includes(version)) continue
    if (best === null || compareApiVersions(version, best) > 0) best = version
  }
  return best
}

function parts(version: ApiVersion): [number, number] {
  const dot = version.indexOf('.')
  return [Number(version.slice(1, dot)), Number(version.slice(dot + 1))]
}
