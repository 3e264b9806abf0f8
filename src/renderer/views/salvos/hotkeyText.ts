type Press = {
  readonly key: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly metaKey: boolean
}

/** The name of a pressed key as salvos have it, `F3` or `Ctrl+Shift+F3`; null for a key that cannot fire one. */
export function hotkeyOf(press: Press): string | null {
  if (press.metaKey || !/^F([1-9]|1[01])$/.test(press.key)) return null
  return [press.ctrlKey && 'Ctrl', press.altKey && 'Alt', press.shiftKey && 'Shift', press.key]
    .filter((part) => part !== false)
    .join('+')
}
