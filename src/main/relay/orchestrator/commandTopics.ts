/** The topics over which modules are commanded, below the prefix of a broker. */
export type CommandTopics = {
  /** The filter of all commands. */
  readonly commands: string
  /** The module that a command topic is of; null for another topic. */
  readonly moduleOf: (topic: string) => string | null
  /** Where the answers of a module go. */
  readonly answers: (module: string) => string
}

export function commandTopics(prefix: string): CommandTopics {
  const base = `${prefix}/orchestrator/`
  return {
    commands: `${base}+/cmd`,
    moduleOf(topic) {
      if (!topic.startsWith(base) || !topic.endsWith('/cmd')) return null
      const module = topic.slice(base.length, -'/cmd'.length)
      return module.includes('/') ? null : module
    },
    answers: (module) => `${base}${module}/evt`,
  }
}
