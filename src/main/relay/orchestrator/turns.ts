/** How many of what is asked for are at work at once, and how many may wait. */
export type TurnLimits = {
  /** Over all lanes. */
  readonly atWork: number
  /** Of one lane. */
  readonly perLane: number
  /** Over all lanes, and of one. */
  readonly waiting: number
  readonly waitingPerLane: number
  readonly waitingBytes: number
}

/**
 * Work in its turn: that of a lane in the order it came and little of it at once, so that a device that does not answer
 * holds up nobody but those who command it. Lanes take turns where there is too much for all at once.
 */
export type Turns = {
  /** Begins it, or lets it wait; false: too much waits already. `work` never rejects. */
  readonly take: (lane: string, bytes: number, work: () => Promise<void>) => boolean
  /** Begins nothing more. Answers how much waited. */
  readonly stop: () => number
}

type Waiting = { readonly bytes: number; readonly work: () => Promise<void> }
type Lane = { atWork: number; readonly waiting: Waiting[] }

export function createTurns(limits: TurnLimits): Turns {
  const lanes = new Map<string, Lane>()
  /** Lanes that could begin something, as far as they are concerned. */
  const ready = new Set<string>()
  let atWork = 0
  let waiting = 0
  let waitingBytes = 0

  function begin(name: string, lane: Lane, work: () => Promise<void>): void {
    lane.atWork += 1
    atWork += 1
    void work().then(() => {
      lane.atWork -= 1
      atWork -= 1
      if (lane.waiting.length > 0) ready.add(name)
      else if (lane.atWork === 0 && lanes.get(name) === lane) lanes.delete(name)
      goOn()
    })
  }

  function goOn(): void {
    while (atWork < limits.atWork) {
      const [name] = ready
      if (name === undefined) return
      ready.delete(name)
      const lane = lanes.get(name)
      const next = lane?.waiting.shift()
      if (lane === undefined || next === undefined) continue
      waiting -= 1
      waitingBytes -= next.bytes
      begin(name, lane, next.work)
      if (lane.waiting.length > 0 && lane.atWork < limits.perLane) ready.add(name)
    }
  }

  return {
    take(name, bytes, work) {
      const lane = lanes.get(name) ?? { atWork: 0, waiting: [] }
      const isFree = lane.atWork < limits.perLane && lane.waiting.length === 0
      if (isFree && atWork < limits.atWork) {
        lanes.set(name, lane)
        begin(name, lane, work)
        return true
      }
      const isTooMuch = waiting >= limits.waiting || waitingBytes + bytes > limits.waitingBytes
      if (isTooMuch || lane.waiting.length >= limits.waitingPerLane) return false
      lanes.set(name, lane)
      lane.waiting.push({ bytes, work })
      waiting += 1
      waitingBytes += bytes
      if (lane.atWork < limits.perLane) ready.add(name)
      return true
    },
    stop() {
      const left = waiting
      lanes.clear()
      ready.clear()
      waiting = 0
      waitingBytes = 0
      return left
    },
  }
}
