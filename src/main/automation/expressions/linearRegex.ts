import { RE2JS } from 're2js'

/**
 * Regular expressions of expressions, in time that grows with the text alone: no pattern can hold the engine up. Stands
 * in for `RegExp` where JSONata makes one.
 */
export class LinearRegex {
  lastIndex = 0
  readonly #compiled: RE2JS

  /** @throws Error for what linear time cannot do: back references and looking around */
  constructor({ source, flags }: { readonly source: string; readonly flags: string }) {
    const ignoreCase = flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0
    const multiline = flags.includes('m') ? RE2JS.MULTILINE : 0
    this.#compiled = RE2JS.compile(source, ignoreCase | multiline)
  }

  /** As `RegExp.exec` with the flag `g`. */
  exec(text: string): { readonly index: number; readonly [group: number]: string; readonly length: number } | null {
    const matcher = this.#compiled.matcher(text)
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0
      return null
    }
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? '')
    this.lastIndex = matcher.end()
    return Object.assign(groups, { index: matcher.start() })
  }
}
