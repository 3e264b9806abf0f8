/**
 * The content of a chosen file as what the engine is asked to import; whether it is a snapshot is the engine's to say.
 * @throws Error with a sentence when it is no JSON object
 */
export function readDocument(name: string, text: string): Record<string, unknown> {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    throw new Error(`“${name}” is no JSON; choose a file that a Signalbox has exported.`)
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new Error(`“${name}” holds no snapshot; choose a file that a Signalbox has exported.`)
  return { ...read }
}
