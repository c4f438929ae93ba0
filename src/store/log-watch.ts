/** How often it is looked whether another process has committed, in milliseconds. */
const PAUSE = 250

/** Tells who listens that changes were committed: by this process at once, by others soon. */
export class LogWatch {
  readonly #head: () => Promise<string>
  readonly #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #told = false
  #seen = ''

  constructor(head: () => Promise<string>) {
    this.#head = head
  }

  /** Listens; gives a function that stops it. */
  watch(listener: () => void): () => void {
    const own = () => listener()
    this.#listeners.add(own)
    this.#timer ??= setInterval(() => void this.#look(), PAUSE)
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

  async #look(): Promise<void> {
    try {
      const head = await this.#head()
      if (head !== this.#seen) this.tell()
      this.#seen = head
    } catch {
      // It is looked again soon; whoever reads the log is told what is wrong.
    }
  }
}
