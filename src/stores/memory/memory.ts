import { PrometheusError } from '../../errors/error.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Capabilities } from '../../store/capabilities.ts'
import type {
  Plan,
  PreparedByKind,
  PreparedCount,
  PreparedRead,
  Store,
  StoreTransaction,
} from '../../store/contract.ts'
import { findDecode } from '../../store/rows/find-steps.ts'
import { aggregateDecode } from '../../store/rows/groups.ts'
import { decodeOf } from '../../store/rows/values.ts'
import { cast } from '../../support/cast.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import type { Search } from './candidates.ts'
import { searchOf } from './candidates.ts'
import { MemoryChangeLog } from './change-log.ts'
import type { Read } from './find.ts'
import { aggregateOf, findOf } from './find.ts'
import { rulesIn, State } from './state.ts'
import type { TableRules } from './table-rules.ts'
import { rulesOfTables } from './table-rules.ts'
import { MemoryTransaction } from './transaction.ts'
import type { Write } from './write.ts'
import { destroyOf, insertOf, updateOf, upsertOf } from './write.ts'
import { WriterQueue } from './writer-queue.ts'

const capabilities: Capabilities = Object.freeze({
  transactions: true,
  savepoints: true,
  parallelTransactions: false,
  foreignKeys: true,
  autoIncrement: true,
  tables: false,
  persistent: false,
  expires: true,
  lock: true,
  limitEach: true,
  includes: false,
  unicodeFolding: false,
  skipLocked: true,
  search: true,
  changes: true,
})

const closed = (): PrometheusError =>
  new PrometheusError(
    'NOT_CONNECTED',
    'The memory store is not open. Connect it first, and use it before it is closed.',
  )

const foreign = (): PrometheusError =>
  new PrometheusError('MISUSE', 'The transaction belongs to another store. Use one of this store.')

interface Writer<Input, Result> {
  run(input: Input, tx: StoreTransaction | null): MaybePromise<Result>
}

class MemoryStore implements Store {
  readonly name = 'memory'
  readonly capabilities = capabilities
  readonly changes = new MemoryChangeLog()
  readonly #queue = new WriterQueue()
  #rules: ReadonlyMap<string, TableRules> = new Map()
  #committed: State | undefined

  open(models: readonly ModelShape[]): void {
    this.#rules = rulesOfTables(models)
    this.#committed = new State(this.#rules, { log: this.changes })
  }

  sync(): void {}

  prepare<P extends Plan>(plan: P): PreparedByKind[P['kind']] {
    return cast<PreparedByKind[P['kind']]>(this.#prepare(plan), 'each kind of plan gives what its kind says')
  }

  begin(): MaybePromise<StoreTransaction> {
    return MemoryTransaction.begin(this.#queue, () => this.#state())
  }

  close(): void {
    this.#committed = undefined
    this.#queue.refuseAll(closed())
  }

  #prepare(plan: Plan): PreparedByKind[Plan['kind']] {
    const rules = rulesIn(this.#rules, plan.model.table)
    switch (plan.kind) {
      case 'find':
        return this.#reader(findOf(plan, rules), findDecode(plan))
      case 'aggregate':
        return this.#reader(aggregateOf(plan, rules), aggregateDecode(plan))
      case 'count':
        return this.#counter(searchOf(rules, plan.where))
      case 'insert':
        return this.#writer(insertOf(plan, rules))
      case 'update':
        return this.#writer(updateOf(plan, rules))
      case 'destroy':
        return this.#writer(destroyOf(plan, rules))
      case 'upsert':
        return { ...this.#writer(upsertOf(plan, rules)), decode: plan.model.fields.map(decodeOf) }
    }
  }

  #reader(read: Read, decode: PreparedRead['decode']): PreparedRead {
    return { decode, run: (parameters, tx) => read(this.#seenBy(tx), parameters) }
  }

  #counter(search: Search): PreparedCount {
    return { run: (parameters, tx) => search(this.#seenBy(tx), parameters).length }
  }

  /** Writes: at once, or after whoever writes already. */
  #writer<Input, Result>(write: Write<Input, Result>): Writer<Input, Result> {
    return {
      run: (input, tx) => {
        const work = (layer: State) => write(layer, input)
        if (tx !== null) return this.#own(tx).write(work)
        return this.#queue.run(() => this.#state().atomically(work))
      },
    }
  }

  #seenBy(tx: StoreTransaction | null): State {
    return tx === null ? this.#state() : this.#own(tx).state
  }

  #state(): State {
    if (this.#committed === undefined) throw closed()
    return this.#committed
  }

  #own(tx: StoreTransaction): MemoryTransaction {
    if (tx instanceof MemoryTransaction && tx.state.root === this.#state()) return tx
    throw foreign()
  }
}

/** A store in the memory of the process: for tests, and the reference for every meaning. It forgets all when closed. */
export function memory(): Store {
  return new MemoryStore()
}
