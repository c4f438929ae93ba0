import type { ConnectionClosedEvent, MongoClient } from 'mongodb'
import type { PoolFigures } from '../../store/pool.ts'

/** Why the driver closes what nobody needs; all else is a connection that was lost, or no more trusted after one was. */
const UNNEEDED: readonly string[] = ['idle', 'poolClosed']

/** Counts what the driver tells of its connections. It has a pool for each server of the set: they are one here. */
export class PoolWatch {
  readonly #client: MongoClient
  readonly #poolSize: number
  #pools = 0
  readonly #open = new Set<string>()
  /** Since when each waits who does, the first to have come first: the driver serves them so. */
  readonly #waiting: number[] = []
  #used = 0
  #connecting = 0
  readonly #count = { opened: 0, closed: 0, lost: 0, failed: 0, timeouts: 0 }

  /** Begins to watch a client, which has not connected yet. */
  constructor(client: MongoClient, poolSize: number) {
    this.#client = client
    this.#poolSize = poolSize
    this.#watchConnections(client)
    this.#watchUse(client)
  }

  /** The connections at this moment, to a database. */
  figures(database: string): PoolFigures {
    const [open, first] = [this.#open.size, this.#waiting[0]]
    return {
      name: `${this.#client.options.hosts.join()}/${database}`,
      max: this.#poolSize * Math.max(this.#pools, 1),
      open,
      idle: open - this.#used,
      used: this.#used,
      connecting: this.#connecting,
      waiting: this.#waiting.length,
      longestWait: first === undefined ? 0 : performance.now() - first,
      ...this.#count,
    }
  }

  #watchConnections(client: MongoClient): void {
    client.on('connectionPoolCreated', () => this.#pools++)
    client.on('connectionPoolClosed', () => this.#pools--)
    client.on('connectionCreated', () => this.#connecting++)
    client.on('connectionReady', ({ address, connectionId }) => {
      this.#connecting--
      this.#count.opened++
      this.#open.add(`${address} ${connectionId}`)
    })
    client.on('connectionClosed', (event) => this.#close(event))
  }

  #watchUse(client: MongoClient): void {
    client.on('connectionCheckOutStarted', () => this.#waiting.push(performance.now()))
    client.on('connectionCheckOutFailed', ({ reason }) => {
      this.#waiting.shift()
      if (reason === 'timeout') this.#count.timeouts++
    })
    client.on('connectionCheckedOut', () => {
      this.#waiting.shift()
      this.#used++
    })
    client.on('connectionCheckedIn', () => this.#used--)
  }

  #close({ address, connectionId, reason }: ConnectionClosedEvent): void {
    if (this.#open.delete(`${address} ${connectionId}`)) {
      this.#count[UNNEEDED.includes(reason) ? 'closed' : 'lost']++
      return
    }
    this.#connecting--
    this.#count.failed++
  }
}
