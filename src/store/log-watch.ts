import { Commits } from './commits.ts'

/** How often it is looked whether another process has committed, in milliseconds. */
const PAUSE = 250

/** Tells who listens that changes were committed: by this process at once, by others soon. */
export class LogWatch {
  readonly #commits: Commits
  #timer: NodeJS.Timeout | undefined
  #looking = false
  #seen = ''

  constructor(commits: Commits = new Commits()) {
    this.#commits = commits
  }

  /** Listens, and looks whether the head of the log is another one; gives a function that stops it. */
  watch(listener: () => void, head: () => Promise<string>): () => void {
    const stop = this.#commits.watch(listener)
    this.#timer ??= setInterval(() => void this.#look(head), PAUSE)
    return () => {
      stop()
      if (!this.#commits.watched) this.close()
    }
  }

  /** Tells all who listen of a commit of this process. */
  tell(): void {
    this.#commits.tell()
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
