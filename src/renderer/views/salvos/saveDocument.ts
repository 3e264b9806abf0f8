import type { SnapshotDocument } from '../../../contract'

/** The name of the file: letters and digits of the label. */
export const fileNameOf = (label: string): string =>
  `${label.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'snapshot'}.signalbox.json`

/** Hands an exported snapshot to the person as a file. */
export function saveDocument(exported: SnapshotDocument): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(exported, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileNameOf(exported.label)
  link.click()
  setTimeout(() => {
    URL.revokeObjectURL(url)
  }, 1000)
}
