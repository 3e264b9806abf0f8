import { ipcRenderer } from 'electron'

/** Hands the engine's port on to our own page, and nothing else: the page sees neither Electron nor Node. */
ipcRenderer.on('signalbox-port', (event) => {
  window.postMessage('signalbox:port', window.location.origin, event.ports)
})
