import type { z } from 'zod'
import type { World } from './world'

/** Something that can be done to the lab from outside. */
export type Verb = {
  readonly name: string
  /** The body it takes, as a person would write it. */
  readonly body: string
  readonly does: string
  /** @throws ZodError where the body is not what it should be, NotThere where it names what is not. */
  readonly run: (world: World, body: unknown) => Promise<unknown>
}

/** A verb whose body is checked before it runs. */
export function verb<T>(
  name: string,
  body: string,
  does: string,
  schema: z.ZodType<T>,
  run: (world: World, body: T) => unknown,
): Verb {
  return { name, body, does, run: async (world, raw) => run(world, schema.parse(raw)) }
}
