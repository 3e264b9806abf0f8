/** What a new playbook begins with. */
export const beginText = `name: my-playbook
title: My playbook
version: 1
category: General
description: >-
  What it does, in a sentence or two.
params:
  source:
    type: sender
    title: Source
  destination:
    type: receiver
    title: Destination
steps:
  - id: keep
    title: Keep what is there now
    snapshot.capture:
      label: Before my playbook
  - id: move
    title: Take \${params.source} to \${params.destination}
    needs: [keep]
    take:
      sender: \${params.source}
      receiver: \${params.destination}
  - id: tell
    title: Tell people
    needs: [move]
    notify:
      text: \${params.destination} is on \${params.source}.
`

/** The name that a text gives itself; null where there is none that can be one. */
export const nameIn = (text: string): string | null =>
  /^name:[ \t]*["']?([a-z0-9]+(?:-[a-z0-9]+)*)["']?[ \t]*(?:#.*)?$/m.exec(text)?.[1] ?? null

/** Where a line (from 1) begins and ends in a text, in characters. */
export function placeOfLine(text: string, line: number): { readonly from: number; readonly to: number } {
  const before = text.split('\n').slice(0, Math.max(0, line - 1))
  const from = Math.min(
    text.length,
    before.reduce((sum, each) => sum + each.length + 1, 0),
  )
  const end = text.indexOf('\n', from)
  return { from, to: end < 0 ? text.length : end }
}
