/** Loads a JavaScript module from the disk. @throws what Node or the module throws */
export async function importFile(url: URL): Promise<unknown> {
  return (await import(/* @vite-ignore */ url.href)) as unknown
}
