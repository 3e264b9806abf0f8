type Say = (message: string, context?: Readonly<Record<string, unknown>>) => void

/** The part of the log that the shell writes to. */
export type ShellLogger = { readonly info: Say; readonly warn: Say; readonly error: Say }
