import type { PlantEvent, Registry, Run } from '../../contract'
import { applyEvent, eventsStore, isWaiting } from './events'
import { follow } from './follow'
import { houseChanged, houseMissed } from './house'
import { toast } from './toasts'

type Feed = {
  readonly watch: (signal: AbortSignal) => Promise<AsyncIterable<PlantEvent>>
  readonly registries: () => Promise<readonly Registry[]>
  /** The latest runs, for those that wait for somebody since before this window listened. */
  readonly latestRuns: () => Promise<readonly Run[]>
}
type Hearers = { readonly run: (run: Run) => void; readonly any: () => void }

/** Keeps what happened lately, and tells who else wants to know. Returns a disposer. */
export function feedEvents(feed: Feed, hearers: Hearers): () => void {
  const refresh = async (): Promise<void> => {
    const [items, runs] = await Promise.all([feed.registries(), feed.latestRuns()])
    const waiting = new Map(runs.filter(isWaiting).map((run) => [run.id, run]))
    eventsStore.setState({ registries: new Map(items.map((registry) => [registry.id, registry])), waiting })
    for (const run of runs) hearers.run(run)
    houseMissed()
  }
  const watch = async (signal: AbortSignal): Promise<AsyncIterable<PlantEvent>> => {
    const events = await feed.watch(signal)
    await refresh()
    return events
  }
  return follow(watch, (event) => {
    eventsStore.setState(applyEvent(eventsStore.getState(), event), true)
    if (event.type === 'run') hearers.run(event.run)
    if (event.type === 'house') houseChanged(event.what)
    if (event.type === 'fault') toast('trouble', event.text)
    hearers.any()
    return event.type === 'gap' ? 'again' : 'on'
  })
}
