/** Switches that are Chromium's or Electron's own and no concern of ours. */
const notOurs =
  /^--(?:no-sandbox|type=|enable-|disable-|force-|use-|ozone-|allow-|original-process|remote-debugging-|inspect|js-flags|lang=|user-data-dir|in-process-gpu|ignore-|password-store|gtk-version)/

export type DesktopArguments = {
  /** Full screen, no menu, comes back by itself. */
  readonly kiosk: boolean
  /** What is left: the flags that the host knows too. */
  readonly rest: readonly string[]
}

/**
 * The command line as Electron gives it: the executable and, when not packaged, the app's folder come first, and
 * Chromium's switches are among the rest.
 */
export function desktopArguments(argv: readonly string[], packaged: boolean): DesktopArguments {
  const own = argv.slice(packaged ? 1 : 2).filter((word) => !notOurs.test(word))
  return { kiosk: own.includes('--kiosk'), rest: own.filter((word) => word !== '--kiosk') }
}
