/** Lets one who waits go on: when it is rung, at the latest after a time, and at once where it was rung before. */
export class Wake {
  #rung = false
  #go: (() => void) | undefined

  /** Lets whoever waits go on, or who waits next. */
  readonly ring = (): void => {
    this.#rung = true
    this.#go?.()
  }

  /** Waits, for so many milliseconds at most. */
  async wait(most: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, most)
        this.#go = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.#go = undefined
    this.#rung = false
  }
}
