import { ALWAYS } from '../../query/condition.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Parameters, Row, StoreTransaction } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { bind } from '../sql/bind.ts'
import type { Statement } from '../sql/statement.ts'
import type { Connection } from './connection.ts'
import type { Runner } from './runner.ts'

/** Runs a statement of the log: in a transaction, or by itself. */
export type RunLog<T> = (parameters: Parameters, tx?: StoreTransaction) => Promise<T>

/** Makes statements of a log ready: those that give rows, and those that give how many rows they concerned. */
export function logStatements(runner: Runner) {
  function ready<T>(
    { text, args }: Statement,
    writes: boolean,
    give: (connection: Connection, text: string, values: readonly unknown[]) => Promise<T>,
  ): RunLog<T> {
    const model = cast<ModelShape>(
      runner.models.find(({ changes }) => changes !== undefined),
      'a log is asked only where a model has one',
    )
    const plan = { kind: 'find', model, fields: [], where: ALWAYS, sort: [], one: false } as const
    const run = (connection: Connection, values: readonly unknown[]) => give(connection, text, values)
    return (parameters, tx) => runner.run({ plan, writes, run }, bind(args, parameters), tx ?? null)
  }
  return {
    read: (statement: Statement): RunLog<readonly Row[]> =>
      ready(statement, false, (connection, text, values) => connection.rows(text, values)),
    write: (statement: Statement): RunLog<number> =>
      ready(
        statement,
        true,
        async (connection, text, values) => (await connection.write(text, values)).affectedRows,
      ),
  }
}
