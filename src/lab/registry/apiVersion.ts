/** An IS-04 API version, split at the point. */
export type ApiVersion = { readonly major: number; readonly minor: number }

/** The versions this registry serves, lowest first. */
export const servedVersions: readonly ApiVersion[] = [
  { major: 1, minor: 2 },
  { major: 1, minor: 3 },
]

/** The highest version served. */
export const highestVersion: ApiVersion = { major: 1, minor: 3 }

/** Reads `v<MAJOR>.<MINOR>`; undefined when the text is anything else. */
export function parseApiVersion(text: string): ApiVersion | undefined {
  const parts = /^v(\d+)\.(\d+)$/.exec(text)
  if (parts === null) return undefined
  return { major: Number(parts[1]), minor: Number(parts[2]) }
}

/** Writes a version as `v<MAJOR>.<MINOR>`. */
export function formatApiVersion(version: ApiVersion): string {
  return `v${version.major}.${version.minor}`
}

/** Negative, zero or positive, comparing integers (IS-04 v1.3 §APIs – Versioning: v1.12 is above v1.5). */
export function compareApiVersions(a: ApiVersion, b: ApiVersion): number {
  return a.major - b.major || a.minor - b.minor
}

/** The served version that a path segment names; undefined for any other. */
export function servedVersion(segment: string): ApiVersion | undefined {
  const wanted = parseApiVersion(segment)
  return wanted === undefined ? undefined : servedVersions.find((version) => compareApiVersions(version, wanted) === 0)
}
