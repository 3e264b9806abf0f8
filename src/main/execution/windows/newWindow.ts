import type { WindowInput } from '../../../contract'
import type { StoredWindow } from '../../store/repositories'
import { timestamp } from '../../telemetry/clock'
import { recurrenceFault } from '../cron'
import { openingAt } from './openings'
import { WindowError } from './windowBook'

/**
 * What is kept of a window that is asked for. `now`: epoch ms.
 * @throws WindowError for one that ends before it begins, is over, never opens, or contradicts itself
 */
export function newWindow(
  input: WindowInput,
  now: number,
): Omit<StoredWindow, 'id' | 'createdBy' | 'createdAt' | 'revision' | 'approval'> {
  const start = Date.parse(input.start)
  const end = Date.parse(input.end)
  const { repeat, policies } = input
  if (end <= start) refuse('The window ends before it begins; its end has to be later.')
  const fault = repeat === null ? null : recurrenceFault(repeat)
  if (fault !== null) refuse(fault)
  const window = { ...input, start: timestamp(start), end: timestamp(end) }
  if (openingAt(window, start) === null) {
    refuse(
      `The window would never open: “${repeat?.cron ?? ''}” has no moment from ${window.start} to ${window.end}. ` +
        'Change the expression, or give a later end.',
    )
  }
  if (openingAt(window, now) === null) {
    refuse(
      repeat === null
        ? `The window is over already: it ended at ${window.end}. Give an end ahead.`
        : `The window does not open any more: the last time was before ${timestamp(now)}. Give an end further ahead.`,
    )
  }
  const switches = policies.on.length + policies.off.length
  if (input.kind === 'change' && switches > 0) {
    refuse('A change window switches no policies; make it a maintenance window.')
  }
  const both = policies.on.find((rule) => policies.off.includes(rule))
  if (both !== undefined) refuse(`The window would switch the rule “${both}” on and off. Name it once.`)
  return window
}

function refuse(sentence: string): never {
  throw new WindowError('invalid', sentence)
}
