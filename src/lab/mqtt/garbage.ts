/** What a broken device may publish: no JSON, JSON of the wrong shape, JSON of 1 MB. */
export const garbageKinds = ['text', 'shape', 'large'] as const

export type GarbageKind = (typeof garbageKinds)[number]

const megabyte = 1024 * 1024

export function garbageOf(kind: GarbageKind): string {
  switch (kind) {
    case 'text':
      return '{"state": online, \u0000'
    case 'shape':
      return JSON.stringify({ device_id: 42, modules: 'ndi', state: ['online'], status: { ok: true }, ts: null })
    case 'large':
      return JSON.stringify({ padding: 'x'.repeat(megabyte) })
  }
}
