/** A registry, node or domain that cannot be used as it was given. `message` is a sentence for the asker. */
export class BadSourceError extends Error {
  override readonly name = 'BadSourceError'
}
