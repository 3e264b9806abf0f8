/** Structured log. Context values are JSON; secrets never go in. */
export type LogContext = Readonly<Record<string, unknown>>

export type Logger = {
  readonly debug: (message: string, context?: LogContext) => void
  readonly info: (message: string, context?: LogContext) => void
  readonly warn: (message: string, context?: LogContext) => void
  readonly error: (message: string, context?: LogContext) => void
  /** The same log with more context on each line. */
  readonly child: (context: LogContext) => Logger
}

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
}
