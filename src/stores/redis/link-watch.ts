import type { PoolFigures } from '../../store/pool.ts'
import type { Client } from './driver.ts'

/** Counts what becomes of the one connection, which the driver makes again where it is lost. */
export class LinkWatch {
  #ready = false
  #closing = false
  readonly #count = { opened: 0, closed: 0, lost: 0, failed: 0 }
  /** What was asked and not answered yet, the first first. */
  readonly #asked = new Set<{ readonly since: number }>()

  /** Begins to watch a client, which has not connected yet. */
  constructor(client: Client) {
    client.on('ready', () => {
      this.#ready = true
      this.#count.opened++
    })
    client.on('close', () => {
      const became = this.#ready ? 'lost' : 'failed'
      this.#count[this.#closing ? 'closed' : became]++
      this.#ready = false
    })
  }

  /** Asks the server something; until it answers, the connection is in use. */
  async ask<T>(command: () => Promise<T>): Promise<T> {
    const asked = { since: performance.now() }
    this.#asked.add(asked)
    try {
      return await command()
    } finally {
      this.#asked.delete(asked)
    }
  }

  /** From here on, the connection is closed from this side. */
  close(): void {
    this.#closing = true
  }

  /** The connection at this moment. */
  figures(name: string): PoolFigures {
    const [first] = this.#asked
    const open = this.#ready ? 1 : 0
    const used = first === undefined ? 0 : open
    return {
      name,
      max: 1,
      open,
      idle: open - used,
      used,
      connecting: this.#ready || this.#closing ? 0 : 1,
      waiting: this.#ready ? 0 : this.#asked.size,
      longestWait: this.#ready || first === undefined ? 0 : performance.now() - first.since,
      ...this.#count,
      timeouts: 0,
    }
  }
}
