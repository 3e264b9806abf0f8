import { timestamp, type Clock } from './clock'
import { reaches, type LogLevel } from './logRecord'
import type { LogContext, Logger } from './logger'
import type { LogSink } from './logSink'
import { redact, redactText } from './redact'

/** A log of JSON lines. Secrets are taken out here, so that no sink ever sees one. `level`: the least that is kept. */
export function createLogger(options: {
  readonly sink: LogSink
  readonly level: LogLevel
  readonly clock: Clock
}): Logger {
  const { sink, level: least, clock } = options

  const withContext = (outer: LogContext): Logger => {
    const at = (level: LogLevel) => (message: string, inner?: LogContext) => {
      if (!reaches(level, least)) return
      const context = { ...outer, ...inner }
      sink.write({
        time: timestamp(clock.now()),
        level,
        message: redactText(message),
        context: Object.keys(context).length === 0 ? undefined : (redact(context) as LogContext),
      })
    }
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (context) => withContext({ ...outer, ...context }),
    }
  }
  return withContext({})
}
