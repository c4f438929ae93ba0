/** Gives the lane to the next in the queue. */
export type Release = () => void

/** A lane is used by one at a time, in order of asking: a transaction of MongoDB takes one command after the other. */
export class Lane {
  #last: Promise<void> = Promise.resolve()

  /** Takes the lane until the function that is given back is called. */
  async take(): Promise<Release> {
    const before = this.#last
    let release: Release = () => {}
    this.#last = new Promise((resolve) => {
      release = resolve
    })
    await before
    return release
  }

  /** Runs a task in its turn. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    const release = await this.take()
    try {
      return await task()
    } finally {
      release()
    }
  }
}
