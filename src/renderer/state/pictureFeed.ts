import type { PictureMessage } from '../../contract'
import { follow } from './follow'
import { applyPicture, pictureStore } from './picture'

type Feed = { readonly watch: (signal: AbortSignal) => Promise<AsyncIterable<PictureMessage>> }

/** Keeps the picture from the engine's feed; a missed number or a lost connection means a fresh snapshot. Returns a disposer. */
export function feedPicture(feed: Feed): () => void {
  return follow(feed.watch, (message) => {
    const next = applyPicture(pictureStore.getState(), message)
    if (next === 'missed') return 'again'
    pictureStore.setState(next, true)
    return 'on'
  })
}
