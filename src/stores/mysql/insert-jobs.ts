import type { InsertPlan, Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Encode } from '../sql/statement.ts'
import { insertStatement } from '../sql/write.ts'
import { chunksOf } from './chunks.ts'
import { insertEncode } from './codecs.ts'
import type { Connection } from './connection.ts'
import type { Job } from './job.ts'
import type { Runner } from './runner.ts'
import { valueText } from './value-text.ts'

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

const keysIn = (rows: unknown): Keys =>
  cast<readonly Row[]>(rows, 'the statement gives keys').map(([key]) => Number(key))

/** A statement of an insert, and the values that it is sent with. */
export interface InsertJob {
  readonly job: Job<Keys>
  readonly values: readonly unknown[]
}

/** An insert of one row, which is prepared. */
function jobOfOne(plan: InsertPlan, dialect: Dialect): Job<Keys> {
  // The driver tells a single key by itself.
  const { text } = insertStatement({ ...plan, returnsKey: false }, dialect)
  const run = async (connection: Connection, values: readonly unknown[]): Promise<Keys> => {
    const { insertId } = await connection.write(text, values)
    return plan.returnsKey ? [Number(insertId)] : NO_KEYS
  }
  return { plan, writes: true, run }
}

/**
 * Makes inserts of any number of rows, with the values in the text: to prepare one for each number took ten times the
 * time of the insert, and to bind thousands of values twice.
 */
function jobsOfMany(plan: InsertPlan, dialect: Dialect): (rows: readonly Row[]) => Job<Keys> {
  const { text } = insertStatement(plan, dialect)
  const group = `(${plan.fields.map(() => '?').join(', ')})`
  const [before = '', after = ''] = text.split(`values ${group}`)
  return (rows) => {
    const groups = rows.map((row) => `(${row.map(valueText).join(', ')})`)
    const run = async (connection: Connection): Promise<Keys> => {
      const result = await connection.script(`${before}values ${groups.join(', ')}${after}`)
      return plan.returnsKey ? keysIn(result) : NO_KEYS
    }
    return { plan, writes: true, run }
  }
}

/** An insert as its statements. */
export interface InsertJobs {
  /** Rows as they are sent, those of one statement together. */
  chunks(rows: readonly Row[]): readonly (readonly Row[])[]
  /** The statement of the rows of a chunk; none of no rows. */
  jobOf(rows: readonly Row[]): InsertJob | undefined
}

/** The statements of an insert. */
export function insertJobs({ about }: Runner, plan: InsertPlan, dialect: Dialect): InsertJobs {
  const { returning, maxPacket } = about
  const encodes = plan.fields.map(insertEncode)
  const one = jobOfOne(plan, dialect)
  const many = jobsOfMany(plan, dialect)
  const isSingly = plan.returnsKey && !returning
  return {
    chunks(rows) {
      const sent = rows.map((row) => encoded(row, encodes))
      return isSingly ? sent.map((row) => [row]) : chunksOf(sent, maxPacket)
    },
    jobOf(rows) {
      const [first, second] = rows
      if (first === undefined) return undefined
      return second === undefined ? { job: one, values: first } : { job: many(rows), values: [] }
    },
  }
}
