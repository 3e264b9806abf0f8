/**
 * Data that is JSON as it stands. oRPC looks through all it sends for dates, sets and the like, value by value, but only
 * within plain objects and lists: this is neither, and tells JSON.stringify itself what is to be written.
 */
export function plainJson<T extends object>(data: T): T {
  return new PlainJson(data) as unknown as T
}

class PlainJson {
  readonly #data: object

  constructor(data: object) {
    this.#data = data
  }

  toJSON(): object {
    return this.#data
  }
}
