import type {
  Parameters,
  Plan,
  PreparedRead,
  PreparedWrite,
  Row,
  StoreTransaction,
} from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import { lazily } from '../sql/lazily.ts'
import type { Statement } from '../sql/statement.ts'
import type { Call } from './bind.ts'
import { caller } from './bind.ts'
import type { Connections } from './connections.ts'
import type { DriverStatement } from './driver.ts'
import { own } from './reads.ts'

/** What a writing statement of the driver tells. */
export interface Written {
  readonly changes: number
  readonly lastInsertRowid: number | bigint
}

type Run<T> = (parameters: Parameters, tx: StoreTransaction | null) => MaybePromise<T>

/** One statement on the writer: in a transaction, or when it is its turn. */
function writer<T>(
  connections: Connections,
  plan: Plan,
  statement: () => DriverStatement,
  call: Call<T>,
): Run<T> {
  return (parameters, tx) => {
    const task = () => {
      try {
        return call(statement(), parameters)
      } catch (error) {
        throw connections.explain(error, plan, parameters)
      }
    }
    return tx === null ? connections.write(task, plan.model) : own(tx).run(task, plan.model)
  }
}

/** A prepared update or destroy. */
export function prepareWrite(connections: Connections, plan: Plan, { text, args }: Statement): PreparedWrite {
  const run = caller<Written>('run', args)
  const statement = lazily(() => connections.writing(text))
  return { run: writer(connections, plan, statement, (ready, values) => run(ready, values).changes) }
}

/**
 * A prepared upsert. It asks for all rows, though there is one: a statement that stops before its end
 * never reaches SQLite's checkpoint, and the log grows without one.
 */
export function prepareUpsert(
  connections: Connections,
  plan: Plan,
  { text, args, decode }: ReadStatement,
): PreparedRead {
  const statement = lazily(() => connections.writing(text).raw())
  return { decode, run: writer<readonly Row[]>(connections, plan, statement, caller('all', args)) }
}
