/** What is wrong with an MQTT device for the moment; all of it is set from outside and none of it by itself. */
export class DeviceFaults {
  /** Every answer waits this long, ms; what was asked is done at once. */
  ackDelayMs = 0
  /** Answers nothing. `executed`: what was asked is done all the same; `lost`: as if it had never come. */
  unanswered: 'executed' | 'lost' | undefined
  /** The next commands are refused with these sentences, in order, and not executed. */
  readonly refusals: string[] = []
  /** Says nothing by itself, no heartbeat and no change, and stays connected. */
  silent = false
}
