/** How often it is looked whether another process has committed, in milliseconds. */
const PAUSE = 250

/** Tells who listens that changes were committed: by this process at once, by others soon. */
export class LogWatch {
  readonly #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #told = false
  #looking = false
  #seen = ''

  /** Listens, and looks whether the head of the log is another one; gives a function that stops it. */
  watch(listener: () => void, head: () => Promise<string>): () => void {
    const own = () => listener()
    this.#listeners.add(own)
    this.#timer ??= setInterval(() => void this.#look(head), PAUSE)
    return () => {
      this.#listeners.delete(own)
      if (this.#listeners.size === 0) this.close()
    }
  }

  /** Tells all who listen, once for all commits of one turn. */
  tell(): void {
    if (this.#told || this.#listeners.size === 0) return
    this.#told = true
    queueMicrotask(() => {
      this.#told = false
      for (const listener of this.#listeners) listener()
    })
  }

  /** Stops looking. */
  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  async #look(head: () => Promise<string>): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    try {
      const found = await head()
      if (found !== this.#seen) this.tell()
      this.#seen = found
    } catch {
      // It is looked again soon; whoever reads the log is told what is wrong.
    } finally {
      this.#looking = false
    }
  }
}
