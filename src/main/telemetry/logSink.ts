import type { LogLevel, LogRecord } from './logRecord'

/** Where log lines go. It never throws: a log that fails must not stop a take. */
export type LogSink = {
  readonly write: (record: LogRecord) => void
  /** Lets go of what is open. Writing afterwards does nothing. */
  readonly close: () => void
}

/** One record as a line of JSON, with its newline. */
export function jsonLine({ time, level, message, context }: LogRecord): string {
  return `${JSON.stringify({ time, level, message, context })}\n`
}

const width = 5

/** Readable lines, for a terminal: time, level, message, then the context as JSON. */
export function createConsoleSink(stream: { readonly write: (text: string) => unknown }): LogSink {
  return {
    write: ({ time, level, message, context }) => {
      const more = context === undefined ? '' : ` ${JSON.stringify(context)}`
      stream.write(`${time} ${level.toUpperCase().padEnd(width)} ${message}${more}\n`)
    },
    close: () => undefined,
  }
}

/** To several at once, each from a level of its own. */
export function createSplitSink(
  sinks: readonly { readonly sink: LogSink; readonly takes: (level: LogLevel) => boolean }[],
): LogSink {
  return {
    write: (record) => {
      for (const { sink, takes } of sinks) if (takes(record.level)) sink.write(record)
    },
    close: () => {
      for (const { sink } of sinks) sink.close()
    },
  }
}
