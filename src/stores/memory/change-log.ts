import type { ChangeLog, Compaction, Expiry, LogPage, LogRequest, Swept } from '../../store/change-log.ts'
import type { RecordedChange } from '../../store/record-changes.ts'
import { loggedChange } from '../../store/record-changes.ts'
import { uuidV7 } from '../../support/uuid-v7.ts'

interface Entry {
  readonly position: string
  readonly transaction: string
  readonly at: Date
  readonly recorded: RecordedChange
}

/** Texts that compare as the numbers do. */
const positionOf = (number: number): string => String(number).padStart(16, '0')

const recordOf = ({ recorded: { model, key } }: Entry): string => `${model} ${key}`

/** Where a part ends, unless the log ends there too. */
const nextOf = (part: readonly Entry[], limit: number): string | null =>
  part.length < limit ? null : (part.at(-1)?.position ?? null)

/** The changes that are committed, in their order: what one commit adds is one transaction. */
export class MemoryChangeLog implements ChangeLog {
  readonly #listeners = new Set<() => void>()
  /** The position of the last change of each model that is gone by retention. */
  readonly #expired = new Map<string, string>()
  #entries: Entry[] = []
  #last = 0
  #epoch = uuidV7()

  /** Adds what a commit has changed. */
  append(changes: readonly RecordedChange[]): void {
    if (changes.length === 0) return
    const at = new Date()
    const transaction = positionOf(this.#last + 1)
    for (const recorded of changes) {
      this.#last += 1
      this.#entries.push({ position: positionOf(this.#last), transaction, at, recorded })
    }
    for (const listener of this.#listeners) queueMicrotask(listener)
  }

  epoch(): string {
    return this.#epoch
  }

  renew(): void {
    this.#epoch = uuidV7()
  }

  head(): string {
    return positionOf(this.#last)
  }

  read({ models, after, limit }: LogRequest): LogPage {
    const wanted = new Set(models)
    const found = this.#behind(after).filter(({ recorded }) => wanted.has(recorded.model))
    const page = found.slice(0, limit)
    const changes = page.map(({ recorded, position, transaction, at }) =>
      loggedChange(recorded, { position, transaction, at: new Date(at) }),
    )
    const last = found.length > limit ? page.at(-1)?.position : undefined
    const lost = after !== null && models.some((model) => (this.#expired.get(model) ?? '') > after)
    return { changes, position: last ?? this.head(), lost }
  }

  expire({ model, after, upTo, before, most, spare, limit }: Expiry): Swept {
    const own = this.#entries.filter(({ recorded }) => recorded.model === model)
    const newest = most === undefined ? own : own.slice(-most)
    const kept = new Set(newest.filter(({ at }) => before === undefined || at >= before))
    const part = this.#part(after, upTo, limit)
    const gone = part.filter(
      (entry) =>
        entry.recorded.model === model && !kept.has(entry) && (spare === undefined || entry.at < spare),
    )
    const removed = this.#remove(gone)
    const last = removed.at(-1)
    if (last !== undefined) this.#expired.set(model, last.position)
    return { removed: removed.length, position: nextOf(part, limit) }
  }

  compact({ model, after, upTo, before, limit }: Compaction): Swept {
    const last = new Map(this.#entries.map((entry) => [recordOf(entry), entry]))
    const part = this.#part(after, upTo, limit)
    const gone = part.filter(
      (entry) => entry.recorded.model === model && entry.at < before && last.get(recordOf(entry)) !== entry,
    )
    return { removed: this.#remove(gone).length, position: nextOf(part, limit) }
  }

  watch(listener: () => void): () => void {
    const own = () => listener()
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  #behind(after: string | null): readonly Entry[] {
    if (after === null) return this.#entries
    return this.#entries.slice(this.#entries.findLastIndex(({ position }) => position <= after) + 1)
  }

  #part(after: string | null, upTo: string, limit: number): readonly Entry[] {
    return this.#behind(after)
      .filter(({ position }) => position <= upTo)
      .slice(0, limit)
  }

  /** Removes entries, but for the last of all; gives those that are gone. */
  #remove(entries: readonly Entry[]): readonly Entry[] {
    const newest = this.#entries.at(-1)
    const gone = new Set(entries.filter((entry) => entry !== newest))
    if (gone.size > 0) this.#entries = this.#entries.filter((entry) => !gone.has(entry))
    return [...gone]
  }
}
