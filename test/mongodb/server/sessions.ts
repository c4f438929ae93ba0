import { Failure } from './failure.ts'
import type { Document } from './order.ts'
import { keyOf } from './order.ts'
import type { Storage } from './storage.ts'
import type { Locks, View } from './transaction.ts'
import { Committed, Transaction } from './transaction.ts'

interface Open {
  readonly number: string
  readonly transaction: Transaction
}

const noSuchTransaction = (number: string) =>
  new Failure(
    251,
    'NoSuchTransaction',
    `Given transaction number ${number} does not match any in-progress transactions.`,
    {
      labels: ['TransientTransactionError'],
    },
  )

/** The transactions of all sessions: one at a time in each. */
export class Sessions {
  readonly #storage: Storage
  readonly #locks: Locks
  readonly #open = new Map<string, Open>()

  /** In milliseconds: transactions that are open for longer are ended, also where nobody is there any more. */
  readonly #lifetime: number

  constructor(storage: Storage, locks: Locks, lifetime: number) {
    this.#storage = storage
    this.#locks = locks
    this.#lifetime = lifetime
  }

  /** What a command works on: its transaction, or what is committed. */
  view(command: Document): View {
    if (command.autocommit !== false) return new Committed(this.#storage, this.#locks)
    if (command.startTransaction !== true) return this.#current(command).transaction
    this.end(command.lsid)
    const transaction = new Transaction(this.#storage, this.#locks)
    const open = { number: keyOf(command.txnNumber), transaction }
    this.#open.set(keyOf(command.lsid), open)
    const expire = () => this.#open.get(keyOf(command.lsid)) === open && this.end(command.lsid)
    setTimeout(expire, this.#lifetime).unref()
    return transaction
  }

  commit(command: Document): void {
    this.#current(command).transaction.commit()
    this.#open.delete(keyOf(command.lsid))
  }

  abort(command: Document): void {
    this.#current(command)
    this.end(command.lsid)
  }

  /** Ends what is open in a session. */
  end(lsid: unknown): void {
    this.#open.get(keyOf(lsid))?.transaction.abort()
    this.#open.delete(keyOf(lsid))
  }

  #current({ lsid, txnNumber }: Document): Open {
    const open = this.#open.get(keyOf(lsid))
    if (open === undefined || open.number !== keyOf(txnNumber)) throw noSuchTransaction(keyOf(txnNumber))
    return open
  }
}
