import { os } from '@orpc/server'

/**
 * Which fields the asker really named, for partial changes: the schema fills in the defaults of a whole one, and what
 * was not named must stay as it is. Must stand before the input is parsed.
 */
export const givenKeys = os.middleware(({ next }, input: unknown) =>
  next({ context: { given: new Set(typeof input === 'object' && input !== null ? Object.keys(input) : []) } }),
)
