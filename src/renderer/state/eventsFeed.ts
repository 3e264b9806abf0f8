import type { PlantEvent, Registry, Run } from '../../contract'
import { applyEvent, eventsStore } from './events'
import { follow } from './follow'
import { toast } from './toasts'

type Feed = {
  readonly watch: (signal: AbortSignal) => Promise<AsyncIterable<PlantEvent>>
  readonly registries: () => Promise<readonly Registry[]>
}
type Hearers = { readonly run: (run: Run) => void; readonly any: () => void }

/** Keeps what happened lately, and tells who else wants to know. Returns a disposer. */
export function feedEvents(feed: Feed, hearers: Hearers): () => void {
  const refresh = async (): Promise<void> => {
    const items = await feed.registries()
    eventsStore.setState({ registries: new Map(items.map((registry) => [registry.id, registry])) })
  }
  const watch = async (signal: AbortSignal): Promise<AsyncIterable<PlantEvent>> => {
    const events = await feed.watch(signal)
    await refresh()
    return events
  }
  return follow(watch, (event) => {
    eventsStore.setState(applyEvent(eventsStore.getState(), event), true)
    if (event.type === 'run') hearers.run(event.run)
    if (event.type === 'fault') toast('trouble', event.text)
    hearers.any()
    return event.type === 'gap' ? 'again' : 'on'
  })
}
