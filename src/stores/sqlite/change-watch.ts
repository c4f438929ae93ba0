import { cast } from '../../support/cast.ts'
import { lazily } from '../sql/lazily.ts'
import type { Connections } from './connections.ts'

/** How often it is looked whether another process has committed, in milliseconds. */
const PAUSE = 100

/** Finds commits of other processes, while anybody listens. */
export class ChangeWatch {
  readonly #connections: Connections
  /** Another number than the last time where another connection has committed since. */
  readonly #version
  #timer: NodeJS.Timeout | undefined
  #seen = 0

  constructor(connections: Connections) {
    this.#connections = connections
    this.#version = lazily(() => connections.reading('pragma data_version').pluck())
  }

  watch(listener: () => void): () => void {
    const { commits, settings } = this.#connections
    const stop = commits.watch(listener)
    // In memory there is no other connection.
    if (!settings.private) this.#timer ??= setInterval(() => this.#look(), PAUSE)
    return () => {
      stop()
      if (!commits.watched) this.close()
    }
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #look(): void {
    try {
      const version = cast<number>(this.#version().get(), 'one number')
      if (version !== this.#seen) this.#connections.commits.tell()
      this.#seen = version
    } catch {
      // It is looked again soon; whoever reads the log is told what is wrong.
    }
  }
}
