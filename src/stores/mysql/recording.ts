import type { RecordedChange } from '../../store/record-changes.ts'
import { uuidV7 } from '../../support/uuid-v7.ts'
import { momentText } from './codecs.ts'
import { tooLarge } from './too-large.ts'

const COLUMNS = 'xid, seq, model, op, `key`, `before`, `after`, secret, at'

/** How many characters of changes stand in one statement, and are kept back, at most. */
const MOST_TEXT = 250_000

/** What a message has beside a row of changes, in bytes at most: the statement around it, and those that travel with it. */
const BESIDE = 1_024

/** A text as it stands in a statement: the sessions of this store know backslashes. */
const quoted = (text: string | null): string =>
  text === null ? 'null' : `'${text.replace(/['\\]/g, '\\$&')}'`

/** Gives the commit of a transaction its number: the last that is done before it, since others wait from here on. */
const numbering = (xid: string): string =>
  `update prometheus_commit_number set number = number + 1 where id = 1; insert into prometheus_commit values ((select number from prometheus_commit_number where id = 1), ${xid})`

/**
 * What a transaction records. Changes are kept back, to travel with a statement that is sent anyway: the commit, or a
 * savepoint, behind which all can be undone together.
 */
export class Recording {
  readonly #most: number
  readonly #maxPacket: number
  #xid: string | undefined
  #seq = 0
  /** Rows of changes, by the statements that will insert them. */
  #kept: string[][] = []
  #size = 0
  #count = 0

  /** Statements are shorter than a message of so many bytes. */
  constructor(maxPacket: number) {
    this.#most = Math.min(MOST_TEXT, maxPacket / 4)
    this.#maxPacket = maxPacket
  }

  /** Keeps changes back; where one alone is more than a message takes, it throws that. */
  add(changes: readonly RecordedChange[]): void {
    const at = momentText(new Date())
    for (const { model, op, key, before, after, secret } of changes) {
      const texts = [model, op, key, before, after, secret, at].map(quoted).join()
      this.#keep(`(${this.#id()},${++this.#seq},${texts})`)
    }
    this.#count += changes.length
  }

  /** How many changes were recorded and not undone. */
  get count(): number {
    return this.#count
  }

  /** Whether so much is kept back that it has to be sent. */
  get isFull(): boolean {
    return this.#kept.length > 1
  }

  /** The statements that record what was kept back. */
  take(): readonly string[] {
    const texts = this.#kept.map((rows) => `insert into prometheus_change (${COLUMNS}) values ${rows.join()}`)
    this.#drop()
    return texts
  }

  /** The last statements before the commit of a transaction that has recorded anything. */
  get numbering(): string {
    return numbering(this.#id())
  }

  /** Undoes what was recorded since there were so many; none of those may be kept back. */
  undo(count: number): void {
    this.#drop()
    this.#count = count
  }

  #keep(row: string): void {
    if (row.length > this.#most) this.#check(Buffer.byteLength(row) + BESIDE)
    if (this.#size === 0 || this.#size + row.length > this.#most) {
      this.#kept.push([])
      this.#size = 0
    }
    this.#kept.at(-1)?.push(row)
    this.#size += row.length
  }

  #check(size: number): void {
    if (size >= this.#maxPacket) throw tooLarge(size, this.#maxPacket)
  }

  #drop(): void {
    this.#kept = []
    this.#size = 0
  }

  #id(): string {
    this.#xid ??= `x'${uuidV7().replaceAll('-', '')}'`
    return this.#xid
  }
}
