const GENERATION = 500

/**
 * Keeps what was compiled for the shapes of queries that are in use. Bounded, since REST callers choose shapes: two
 * generations, of which the older is dropped when the younger is full, so a hit costs one look-up and no bookkeeping.
 */
export class ShapeCache<V> {
  #young = new Map<string, V>()
  #old = new Map<string, V>()

  /** What was kept under a key. */
  get(key: string): V | undefined {
    const value = this.#young.get(key)
    return value === undefined ? this.#revive(key) : value
  }

  /** Keeps a value. */
  set(key: string, value: V): void {
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }

  /** How many shapes are kept; at most 1,000. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  #revive(key: string): V | undefined {
    const value = this.#old.get(key)
    if (value === undefined) return undefined
    this.#old.delete(key)
    this.set(key, value)
    return value
  }
}
