import type { MessageChannelMain, WebContents } from 'electron'
import type { Actor } from '../../contract'
import type { DesktopEngine } from './desktopEngine'

/** The channel by which the preload is given the page's port. */
export const portChannel = 'signalbox-port'

/**
 * Gives each page that is loaded into the window a port of the engine, and takes the old one back when the page goes.
 * Only our own page gets one. Returns a disposer.
 */
export function handOverPorts(parts: {
  readonly contents: WebContents
  readonly MessageChannelMain: new () => MessageChannelMain
  readonly engine: DesktopEngine
  readonly actor: Actor
  readonly isOurPage: (url: string) => boolean
}): () => void {
  const { contents, engine, actor } = parts
  let release: (() => void) | null = null
  const takeBack = (): void => {
    release?.()
    release = null
  }
  const handOver = (): void => {
    takeBack()
    if (!parts.isOurPage(contents.getURL())) return
    const { port1, port2 } = new parts.MessageChannelMain()
    const end = engine.servePort(port1, actor)
    port1.start()
    release = () => {
      end()
      port1.close()
    }
    contents.postMessage(portChannel, null, [port2])
  }

  contents.on('did-finish-load', handOver)
  contents.on('render-process-gone', takeBack)
  contents.on('destroyed', takeBack)
  return () => {
    contents.off('did-finish-load', handOver)
    contents.off('render-process-gone', takeBack)
    contents.off('destroyed', takeBack)
    takeBack()
  }
}
