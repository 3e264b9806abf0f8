import { isAscii } from 'node:buffer'

/** Keeps the JSON that resources were read from, by place. A plain list is one. */
export type RawKeeper = { readonly at: (place: number) => unknown }

/**
 * A page of a listing. It is kept as the bytes it came in until somebody looks closely at one of its resources, and as JSON
 * from then on: most are never looked at, and tens of thousands of parsed resources are a burden to every garbage collection.
 */
export class RawPage implements RawKeeper {
  private bytes: Buffer
  private list: readonly unknown[] | null = null
  /** The last page that was found to be the same as this one. */
  private twin: RawPage | null = null

  /** `bytes` are a JSON list, and were read as one before. */
  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  at(place: number): unknown {
    this.list ??= this.read()
    return this.list[place]
  }

  /** Whether it came in the same bytes. False when either is no longer kept so. */
  isSameAs(other: RawPage): boolean {
    if (this === other || this.twin === other) return true
    if (this.list !== null || other.list !== null || !this.bytes.equals(other.bytes)) return false
    this.twin = other
    return true
  }

  private read(): readonly unknown[] {
    const list = readJson(this.bytes) as readonly unknown[]
    this.bytes = NOTHING
    return list
  }
}

const NOTHING = Buffer.alloc(0)

/** The JSON in `bytes`, which some servers begin with a byte order mark. @throws SyntaxError */
export function readJson(bytes: Buffer): unknown {
  // Nearly all pages are ASCII, which is found out and copied at a fraction of what decoding costs.
  const text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
  return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) as unknown
}
