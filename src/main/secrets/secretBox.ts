/** Makes secrets unreadable on the disk, and readable again for the engine alone. */
export type SecretBox = {
  /** Another text for the same secret each time. @throws SecretError */
  readonly seal: (text: string) => string
  /** @throws SecretError when it was sealed elsewhere, or what it was sealed with is gone */
  readonly open: (sealed: string) => string
}

/** A secret cannot be kept or read. The message is a sentence that says what to do. */
export class SecretError extends Error {
  override readonly name = 'SecretError'
}
