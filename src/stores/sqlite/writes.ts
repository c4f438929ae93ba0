import type { ModelShape } from '../../schema/shape.ts'
import type { PreparedRead, PreparedWrite, Row } from '../../store/contract.ts'
import type { ReadStatement } from '../sql/read.ts'
import type { Statement } from '../sql/statement.ts'
import type { Call } from './bind.ts'
import { caller } from './bind.ts'
import type { Connections } from './connections.ts'
import { lazily } from './lazily.ts'
import { own } from './reads.ts'

/** What a writing statement of the driver tells. */
export interface Written {
  readonly changes: number
  readonly lastInsertRowid: number | bigint
}

/** A prepared update or destroy. */
export function prepareWrite(
  connections: Connections,
  model: ModelShape,
  { text, args }: Statement,
): PreparedWrite {
  const statement = lazily(() => connections.writing(text))
  const call = caller<Written>('run', args)
  return {
    run(parameters, tx) {
      const task = () => call(statement(), parameters).changes
      return tx === null ? connections.write(task, model) : own(tx).run(task, model)
    },
  }
}

/**
 * A prepared upsert. It asks for all rows, though there is one: a statement that stops before its end
 * never reaches SQLite's checkpoint, and the log grows without one.
 */
export function prepareUpsert(
  connections: Connections,
  model: ModelShape,
  { text, args, decode }: ReadStatement,
): PreparedRead {
  const statement = lazily(() => connections.writing(text).raw())
  const call: Call<readonly Row[]> = caller('all', args)
  return {
    decode,
    run(parameters, tx) {
      const task = () => call(statement(), parameters)
      return tx === null ? connections.write(task, model) : own(tx).run(task, model)
    },
  }
}
