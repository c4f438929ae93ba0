import type { ModelShape } from '../../schema/shape.ts'
import type { Parameters, PreparedCount, PreparedRead, Row, StoreTransaction } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import { lazily } from '../sql/lazily.ts'
import type { Statement } from '../sql/statement.ts'
import type { Call } from './bind.ts'
import { caller } from './bind.ts'
import type { Connections } from './connections.ts'
import type { SqliteTransaction } from './transaction.ts'

const NONE: readonly Row[] = []
const EMPTY: Row = []

/** The transaction as this store made it. */
export const own = (tx: StoreTransaction): SqliteTransaction =>
  cast<SqliteTransaction>(tx, 'the contract: a transaction comes back to the store that made it')

/** How a statement is made ready on a connection. */
interface Ready<T> {
  readonly text: string
  readonly mode: 'raw' | 'pluck'
  readonly call: Call<T>
  readonly model: ModelShape
}

type Run<T> = (parameters: Parameters, tx: StoreTransaction | null) => MaybePromise<T>

/** Reads by the reader at once, inside a transaction by the writer; in memory there is only the writer, by turns. */
function reader<T>(connections: Connections, { text, mode, call, model }: Ready<T>): Run<T> {
  const outside = lazily(() => connections.reading(text)[mode]())
  const inside = lazily(() => connections.writing(text)[mode]())
  const { lane } = connections
  const alone = connections.settings.private
  const read = (parameters: Parameters): MaybePromise<T> => {
    try {
      return call(outside(), parameters)
    } catch (error) {
      return connections.readAgain(() => call(outside(), parameters), error, model)
    }
  }
  return (parameters, tx) => {
    if (tx === null) return alone && !lane.free ? lane.run(() => read(parameters)) : read(parameters)
    return own(tx).run(() => call(inside(), parameters), model)
  }
}

const oneRow = (get: Call<Row | undefined>): Call<readonly Row[]> => {
  return (statement, parameters) => {
    const row = get(statement, parameters)
    return row === undefined ? NONE : [row]
  }
}

const withoutColumns =
  (call: Call<readonly Row[]>): Call<readonly Row[]> =>
  (statement, parameters) =>
    call(statement, parameters).map(() => EMPTY)

/** A prepared find or aggregate. */
export function prepareRead(
  connections: Connections,
  model: ModelShape,
  { text, args, decode }: ReadStatement,
  one: boolean,
): PreparedRead {
  const rows = one ? oneRow(caller('get', args)) : caller<readonly Row[]>('all', args)
  const call = decode.length === 0 ? withoutColumns(rows) : rows
  return { decode, run: reader(connections, { text, mode: 'raw', call, model }) }
}

/** A prepared count. */
export const prepareCount = (
  connections: Connections,
  model: ModelShape,
  { text, args }: Statement,
): PreparedCount => ({
  run: reader(connections, { text, mode: 'pluck', call: caller<number>('get', args), model }),
})
