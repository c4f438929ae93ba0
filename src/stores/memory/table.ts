import type { Identity } from '../../query/compare.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { TableRules } from './table-rules.ts'

/** Entries over those of a lower table: null hides what is below. */
type Overlay<V> = Map<Identity, V | null>

/** Rows by key, with their unique values and references; alone, or as changes laid over another table. */
export class Table {
  readonly rules: TableRules
  readonly #below: Table | undefined
  readonly #rows: Overlay<Row> = new Map()
  /** For each unique index: the key of the row that has the values. */
  readonly #holders: readonly Overlay<Identity>[]
  /** For each reference: how many rows more (or fewer) than below refer to a key. */
  readonly #referrers: readonly Map<Identity, number>[]

  constructor(rules: TableRules, below?: Table) {
    this.rules = rules
    this.#below = below
    this.#holders = rules.uniques.map(() => new Map())
    this.#referrers = rules.references.map(() => new Map())
  }

  get(key: Identity): Row | undefined {
    const row = this.#kept(key)
    return row !== undefined && this.rules.expiry?.isOver(row) ? undefined : row
  }

  /** A row that is kept, be its time over or not. */
  #kept(key: Identity): Row | undefined {
    const own = this.#rows.get(key)
    if (own !== undefined) return own ?? undefined
    return this.#below === undefined ? undefined : this.#below.#kept(key)
  }

  /** The key of the row that has these values in the unique index number `unique`. */
  holder(unique: number, values: Identity): Identity | undefined {
    const own = this.#holders[unique]?.get(values)
    return own === undefined ? this.#below?.holder(unique, values) : (own ?? undefined)
  }

  /** How many rows refer to a key by the reference number `reference`. */
  referrers(reference: number, key: Identity): number {
    return (this.#referrers[reference]?.get(key) ?? 0) + (this.#below?.referrers(reference, key) ?? 0)
  }

  #entries(): Iterable<readonly [Identity, Row]> {
    if (this.#below === undefined)
      return cast<Map<Identity, Row>>(this.#rows, 'only what is below can be hidden')
    return this.#rows.size === 0 ? this.#below.#entries() : this.#mergedEntries(this.#below)
  }

  *rows(): Iterable<Row> {
    const { expiry } = this.rules
    for (const [, row] of this.#entries()) if (!expiry?.isOver(row)) yield row
  }

  /** Removes the rows whose time is over, with the unique values that they hold. */
  forgetExpired(): void {
    const { expiry } = this.rules
    if (expiry === undefined) return
    const over = [...this.#entries()].filter(([, row]) => expiry.isOver(row))
    for (const [key] of over) this.remove(key)
  }

  *#mergedEntries(below: Table): Iterable<readonly [Identity, Row]> {
    for (const entry of below.#entries()) {
      const own = this.#rows.get(entry[0])
      if (own === undefined) yield entry
      else if (own !== null) yield [entry[0], own]
    }
    for (const [key, row] of this.#rows) {
      if (row !== null && below.#kept(key) === undefined) yield [key, row]
    }
  }

  /** Adds a row, or puts it in the place of the one with this key. Unique values go over to it. */
  put(key: Identity, row: Row): void {
    const old = this.#kept(key)
    if (old !== undefined) this.#unlink(key, old)
    this.rules.expiry?.begin(row)
    this.#rows.set(key, row)
    this.#link(key, row)
  }

  remove(key: Identity): void {
    const old = this.#kept(key)
    if (old === undefined) return
    this.#unlink(key, old)
    hide(this.#rows, key, this.#below === undefined ? undefined : this.#below.#kept(key))
  }

  /** Makes the changes of this table in another one, which it lies on. */
  applyTo(target: Table): void {
    for (const [key, row] of this.#rows) {
      if (row === null) target.remove(key)
      else target.put(key, row)
    }
  }

  #link(key: Identity, row: Row): void {
    this.rules.uniques.forEach(({ keyOf }, unique) => {
      const values = keyOf(row)
      if (values !== null) this.#holders[unique]?.set(values, key)
    })
    this.#count(row, 1)
  }

  /** Takes away what a row holds, but for unique values that went over to another row. */
  #unlink(key: Identity, row: Row): void {
    this.rules.uniques.forEach(({ keyOf }, unique) => {
      const values = keyOf(row)
      const holders = this.#holders[unique]
      if (values === null || holders === undefined || this.holder(unique, values) !== key) return
      hide(holders, values, this.#below?.holder(unique, values))
    })
    this.#count(row, -1)
  }

  #count(row: Row, step: 1 | -1): void {
    this.rules.references.forEach(({ keyOf }, reference) => {
      const key = keyOf(row)
      const counts = this.#referrers[reference]
      if (key === null || counts === undefined) return
      const count = (counts.get(key) ?? 0) + step
      if (count === 0) counts.delete(key)
      else counts.set(key, count)
    })
  }
}

function hide<V>(overlay: Overlay<V>, key: Identity, below: V | undefined): void {
  if (below === undefined) overlay.delete(key)
  else overlay.set(key, null)
}
