/** The NDI sources that the plant's decoders can see, by name. */
export type NdiSources = {
  readonly names: () => readonly string[]
  readonly has: (name: string) => boolean
  /** Replaces the list. */
  readonly set: (names: readonly string[]) => void
}

/** `changed` is told of every new list. */
export function createNdiSources(start: readonly string[], changed: (names: readonly string[]) => void): NdiSources {
  let names = [...new Set(start)]
  return {
    names: () => names,
    has: (name) => names.includes(name),
    set(next) {
      names = [...new Set(next)]
      changed(names)
    },
  }
}
