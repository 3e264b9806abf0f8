/** In order of weight. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** One line of the log, secrets already out. `time`: ISO 8601, UTC. */
export type LogRecord = {
  readonly time: string
  readonly level: LogLevel
  readonly message: string
  readonly context: Readonly<Record<string, unknown>> | undefined
}

/** Whether a line of this level is kept from `least` on. */
export function reaches(level: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(level) >= logLevels.indexOf(least)
}
