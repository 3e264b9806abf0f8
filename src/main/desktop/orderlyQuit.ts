import type { App } from 'electron'
import type { ShellLogger } from './shellLogger'

/**
 * Quitting waits until `stop` is done, however it ends; asked for again meanwhile, it goes on waiting. Answers whether
 * quitting has begun.
 */
export function quitInOrder(app: App, stop: () => Promise<void>, logger: ShellLogger): () => boolean {
  let ending: 'not' | 'stopping' | 'stopped' = 'not'
  app.on('before-quit', (event) => {
    if (ending === 'stopped') return
    event.preventDefault()
    if (ending === 'stopping') return
    ending = 'stopping'
    stop()
      .catch((error: unknown) => {
        logger.error('The engine did not stop in order.', { error })
      })
      .finally(() => {
        ending = 'stopped'
        app.quit()
      })
  })
  return () => ending !== 'not'
}
