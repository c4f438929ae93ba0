import type { InsertPlan, PreparedInsert, Row, StoreTransaction } from '../../store/contract.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Encode } from '../sql/statement.ts'
import { insertStatement } from '../sql/write.ts'
import { chunksOf, sizesOf } from './chunks.ts'
import type { Connection } from './connection.ts'
import type { Job } from './job.ts'
import type { Runner } from './runner.ts'
import { together } from './together.ts'

type Keys = readonly unknown[]

const NO_KEYS: Keys = []

/** The values of a row as they are sent. */
const encoded = (row: Row, encodes: readonly (Encode | undefined)[]): Row =>
  encodes.map((encode, i) => {
    const value = row[i]
    return encode === undefined || value === null ? value : encode(value)
  })

/** How the keys that the server made are told: it gives all, or the first of a statement. */
function keysBy(plan: InsertPlan, gives: boolean) {
  return async (connection: Connection, text: string, values: readonly unknown[]): Promise<Keys> => {
    if (plan.returnsKey && gives) return (await connection.rows(text, values)).map(([key]) => Number(key))
    const { insertId } = await connection.write(text, values)
    return plan.returnsKey ? [Number(insertId)] : NO_KEYS
  }
}

/** A prepared insert: one statement for a number of rows, and of such statements all or none. */
export function prepareInsert(runner: Runner, plan: InsertPlan, dialect: Dialect): PreparedInsert {
  const { returning, maxPacket } = runner.about
  const { text } = insertStatement(plan, dialect)
  const encodes = plan.fields.map((field) => dialect.codec(field).encode)
  const sizes = plan.returnsKey && !returning ? [1] : sizesOf(plan.fields.length)
  const give = keysBy(plan, returning)
  const group = `(${plan.fields.map(() => '?').join(', ')})`
  const jobs = new Map(
    sizes.map((size): [number, Job<Keys>] => {
      const all = text.replace(`values ${group}`, `values ${Array(size).fill(group).join(', ')}`)
      return [size, { plan, writes: true, run: (connection, values) => give(connection, all, values) }]
    }),
  )
  const insert = (rows: readonly Row[], tx: StoreTransaction | null): Promise<Keys> => {
    const job = jobs.get(rows.length)
    return job === undefined ? Promise.resolve(NO_KEYS) : runner.run(job, rows.flat(), tx)
  }
  const inTurns = async (chunks: readonly (readonly Row[])[], tx: StoreTransaction): Promise<Keys> => {
    const keys: unknown[] = []
    for (const rows of chunks) keys.push(...(await insert(rows, tx)))
    return keys
  }
  return {
    run(rows, tx) {
      const sent = rows.map((row) => encoded(row, encodes))
      const chunks = chunksOf(sent, sizes, maxPacket)
      const [first = []] = chunks
      return chunks.length < 2 ? insert(first, tx) : together(runner, tx, (inner) => inTurns(chunks, inner))
    },
  }
}
