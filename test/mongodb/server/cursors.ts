import { Int32, Long } from 'bson'
import { boundOf } from './expression.ts'
import { Failure } from './failure.ts'
import type { Document } from './order.ts'

interface Cursor {
  readonly ns: string
  rest: Document[]
}

/** What is left of answers that came in parts. */
export class Cursors {
  readonly #open = new Map<string, Cursor>()
  #last = 2n ** 53n

  open(ns: string, documents: Document[], batchSize: unknown): Document {
    const size = batchSize === undefined ? 101 : boundOf(batchSize, 'batchSize')
    const firstBatch = documents.slice(0, size)
    const rest = documents.slice(size)
    if (rest.length === 0) return { cursor: { id: Long.ZERO, ns, firstBatch } }
    this.#last += 1n
    const id = Long.fromBigInt(this.#last)
    this.#open.set(id.toString(), { ns, rest })
    return { cursor: { id, ns, firstBatch } }
  }

  more(id: unknown, batchSize: unknown): Document {
    const cursor = this.#open.get(String(id))
    if (cursor === undefined) throw new Failure(43, 'CursorNotFound', `cursor id ${String(id)} not found`)
    const size = batchSize === undefined ? cursor.rest.length : boundOf(batchSize, 'batchSize')
    const nextBatch = cursor.rest.splice(0, size)
    if (cursor.rest.length > 0) return { cursor: { id, ns: cursor.ns, nextBatch } }
    this.#open.delete(String(id))
    return { cursor: { id: Long.ZERO, ns: cursor.ns, nextBatch } }
  }

  kill(ids: readonly unknown[]): Document {
    for (const id of ids) this.#open.delete(String(id))
    return { cursorsKilled: ids, ok: new Int32(1) }
  }

  get count(): number {
    return this.#open.size
  }
}
