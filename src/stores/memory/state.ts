import { PrometheusError } from '../../errors/error.ts'
import type { RecordedChange } from '../../store/record-changes.ts'
import type { MemoryChangeLog } from './change-log.ts'
import { Table } from './table.ts'
import type { TableRules } from './table-rules.ts'

/** All tables as they are committed, or as changes laid over another state. */
export class State {
  readonly #rules: ReadonlyMap<string, TableRules>
  readonly #below: State | undefined
  readonly #tables = new Map<string, Table>()
  /** What is to be in the log when this is committed. */
  readonly #recorded: RecordedChange[] = []
  readonly #log: MemoryChangeLog | undefined

  constructor(rules: ReadonlyMap<string, TableRules>, under: { below?: State; log?: MemoryChangeLog } = {}) {
    this.#rules = rules
    this.#below = under.below
    this.#log = under.log
  }

  /** A table to read. */
  table(name: string): Table {
    return this.#tables.get(name) ?? this.#below?.table(name) ?? this.changes(name)
  }

  /** The part of a table that belongs to this state: to write. */
  changes(name: string): Table {
    const known = this.#tables.get(name)
    if (known !== undefined) return known
    const made = new Table(rulesIn(this.#rules, name), this.#below?.table(name))
    this.#tables.set(name, made)
    return made
  }

  /** The committed state that this one lies on. */
  get root(): State {
    return this.#below?.root ?? this
  }

  /** A state to change without touching this one. */
  layer(): State {
    return new State(this.#rules, { below: this })
  }

  /** Keeps for the log what a write has changed; it goes where the changes go. */
  record(changes: readonly RecordedChange[]): void {
    if (this.#log !== undefined) this.#log.append(changes)
    else for (const change of changes) this.#recorded.push(change)
  }

  /** Does work on a layer without what has expired, and makes its changes here; where the work throws, there are none. */
  atomically<T>(work: (layer: State) => T): T {
    const layer = this.layer()
    for (const { model, expiry } of this.#rules.values())
      if (expiry !== undefined) layer.changes(model.table).forgetExpired()
    const result = work(layer)
    layer.merge()
    return result
  }

  /** Makes the changes of this state in the one below. */
  merge(): void {
    for (const [name, table] of this.#tables) {
      if (this.#below !== undefined) table.applyTo(this.#below.changes(name))
    }
    this.#below?.record(this.#recorded)
  }
}

/** The rules of a table, which must be one of those that the store was opened with. */
export function rulesIn(rules: ReadonlyMap<string, TableRules>, name: string): TableRules {
  const found = rules.get(name)
  if (found !== undefined) return found
  throw new PrometheusError(
    'SCHEMA_MISMATCH',
    `There is no table '${name}'. Open the store with its model.`,
    { table: name },
  )
}
