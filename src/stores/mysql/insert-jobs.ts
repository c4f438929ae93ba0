import type { InsertPlan, Row } from '../../store/contract.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Encode } from '../sql/statement.ts'
import { insertStatement } from '../sql/write.ts'
import { chunksOf, sizesOf } from './chunks.ts'
import { insertEncode } from './codecs.ts'
import type { Connection } from './connection.ts'
import type { Job } from './job.ts'
import type { Runner } from './runner.ts'

/** The keys that the server made, in the order of the rows. */
export type Keys = readonly unknown[]

/** Where it made none. */
export const NO_KEYS: Keys = []

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

/** An insert as its statements: one for a number of rows. */
export interface InsertJobs {
  /** Rows as they are sent, those of one statement together. */
  chunks(rows: readonly Row[]): readonly (readonly Row[])[]
  /** The statement of so many rows, whose values follow each other. */
  jobOf(rows: readonly Row[]): Job<Keys> | undefined
}

/** The statements of an insert. */
export function insertJobs({ about }: Runner, plan: InsertPlan, dialect: Dialect): InsertJobs {
  const { returning, maxPacket } = about
  const encodes = plan.fields.map(insertEncode)
  const sizes = plan.returnsKey && !returning ? [1] : sizesOf(plan.fields.length)
  const jobs = jobsOf(plan, sizes, dialect)
  return {
    chunks: (rows) =>
      chunksOf(
        rows.map((row) => encoded(row, encodes)),
        sizes,
        maxPacket,
      ),
    jobOf: (rows) => jobs.get(rows.length),
  }
}
