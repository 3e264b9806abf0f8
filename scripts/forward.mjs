import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Runs a program in place of this process: its input and output are ours, signals reach it, its exit code is ours. */
export function runInstead(command, args, options) {
  const child = spawn(command, args, { stdio: 'inherit', ...options })
  for (const signal of passedOn) process.on(signal, () => child.kill(signal))
  child.once('error', (error) => {
    console.error(`${command} cannot be started: ${error.message}`)
    process.exit(1)
  })
  child.once('exit', (code, signal) => {
    process.exit(code ?? 128 + constants.signals[signal])
  })
}
