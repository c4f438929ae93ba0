/** Tells who listens that changes were committed. */
export class Commits {
  readonly #listeners = new Set<() => void>()
  #told = false

  get watched(): boolean {
    return this.#listeners.size > 0
  }

  /** Listens; gives a function that stops it. */
  watch(listener: () => void): () => void {
    const own = () => listener()
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  /** Tells all who listen, once for all commits of one turn. */
  tell(): void {
    if (this.#told || !this.watched) return
    this.#told = true
    queueMicrotask(() => {
      this.#told = false
      for (const listener of this.#listeners) listener()
    })
  }
}
