/** One request that a node was sent. */
export type RecordedRequest = {
  /** UTC milliseconds. */
  readonly at: number
  readonly node: string
  readonly method: string
  readonly path: string
  readonly status: number
}

/** Remembers the last requests of all nodes and counts all of them per node and method. */
export class RequestLog {
  private records: RecordedRequest[] = []
  private readonly perNode = new Map<string, Record<string, number>>()

  constructor(private readonly capacity: number) {}

  add(record: RecordedRequest): void {
    const counts = this.perNode.get(record.node) ?? {}
    counts[record.method] = (counts[record.method] ?? 0) + 1
    this.perNode.set(record.node, counts)
    this.records.push(record)
    if (this.records.length > 2 * this.capacity) this.records = this.records.slice(-this.capacity)
  }

  counts(node: string): Readonly<Record<string, number>> {
    return this.perNode.get(node) ?? {}
  }

  list(): readonly RecordedRequest[] {
    return this.records.slice(-this.capacity)
  }

  clear(): void {
    this.records = []
    this.perNode.clear()
  }
}
