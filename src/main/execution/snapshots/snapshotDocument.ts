import { SNAPSHOT_VERSION, SnapshotDocument } from '../../../contract'

/** What is wrong with a document, with the path of each thing, or that it is newer than this Signalbox. */
export type DocumentReading =
  | { readonly ok: true; readonly document: SnapshotDocument }
  | { readonly ok: false; readonly reason: 'newer'; readonly text: string }
  | {
      readonly ok: false
      readonly reason: 'malformed'
      readonly issues: readonly { readonly message: string; readonly path: PropertyKey[] }[]
    }

/** Reads what `export` gave here or elsewhere. The version is looked at first: a newer document may have another shape. */
export function readSnapshotDocument(value: Readonly<Record<string, unknown>>): DocumentReading {
  const { kind, version } = value
  if (kind === 'signalbox-snapshot' && typeof version === 'number' && version > SNAPSHOT_VERSION) {
    const text = `This snapshot was written by a newer Signalbox (version ${version}); this one reads up to ${SNAPSHOT_VERSION}.`
    return { ok: false, reason: 'newer', text }
  }
  const read = SnapshotDocument.safeParse(value)
  return read.success
    ? { ok: true, document: read.data }
    : { ok: false, reason: 'malformed', issues: read.error.issues }
}
