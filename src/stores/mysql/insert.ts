import type { InsertPlan, PreparedInsert, Row, StoreTransaction } from '../../store/contract.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Encode } from '../sql/statement.ts'
import { insertStatement } from '../sql/write.ts'
import { chunksOf, sizesOf } from './chunks.ts'
import { insertEncode } from './codecs.ts'
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

/** One statement of an insert: it gives all keys that the server made, or the first, or nothing. */
function jobOf(plan: InsertPlan, text: string, gives: 'all' | 'first' | 'none'): Job<Keys> {
  const run = async (connection: Connection, values: readonly unknown[]): Promise<Keys> => {
    if (gives === 'all') return (await connection.rows(text, values)).map(([key]) => Number(key))
    const { insertId } = await connection.write(text, values)
    return gives === 'first' ? [Number(insertId)] : NO_KEYS
  }
  return { plan, writes: true, run }
}

/** The statements of an insert by the number of their rows. */
function jobsOf(
  plan: InsertPlan,
  sizes: readonly number[],
  dialect: Dialect,
): ReadonlyMap<number, Job<Keys>> {
  const { returnsKey } = plan
  const [one, many] = [{ ...plan, returnsKey: false }, plan].map(
    (like) => insertStatement(like, dialect).text,
  )
  const group = `(${plan.fields.map(() => '?').join(', ')})`
  return new Map(
    sizes.map((size) => {
      if (size === 1) return [1, jobOf(plan, String(one), returnsKey ? 'first' : 'none')]
      const text = String(many).replace(`values ${group}`, `values ${Array(size).fill(group).join(', ')}`)
      return [size, jobOf(plan, text, returnsKey ? 'all' : 'none')]
    }),
  )
}

/** A prepared insert: one statement for a number of rows, and of such statements all or none. */
export function prepareInsert(runner: Runner, plan: InsertPlan, dialect: Dialect): PreparedInsert {
  const { returning, maxPacket } = runner.about
  const encodes = plan.fields.map(insertEncode)
  const sizes = plan.returnsKey && !returning ? [1] : sizesOf(plan.fields.length)
  const jobs = jobsOf(plan, sizes, dialect)
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
