import type * as electron from 'electron'

/** What the shell uses of Electron: the edge that tests replace. */
export type ElectronParts = Pick<
  typeof electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'Menu'
  | 'MessageChannelMain'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'screen'
  | 'session'
>
