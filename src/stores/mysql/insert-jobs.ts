import type { InsertPlan, Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Encode } from '../sql/statement.ts'
import { orNull } from '../sql/statement.ts'
import { insertStatement } from '../sql/write.ts'
import { chunksOf } from './chunks.ts'
import { insertEncode } from './codecs.ts'
import type { Connection } from './connection.ts'
import type { Job } from './job.ts'
import type { Runner } from './runner.ts'
import { valueText } from './value-text.ts'

/** The keys that the server made, in the order of the rows. */
export type Keys = readonly unknown[]

/** A statement of an insert, and the values that it is sent with. */
export interface InsertJob {
  readonly job: Job<Keys>
  readonly values: readonly unknown[]
}

const NO_KEYS: Keys = []

const keysIn = (rows: unknown): Keys =>
  cast<readonly Row[]>(rows, 'the statement gives keys').map(([key]) => Number(key))

/** What makes of the values of each field what is sent. */
const encodersOf = ({ fields }: InsertPlan): readonly Encode[] =>
  fields.map((field) => orNull(insertEncode(field)) ?? ((value) => value))

/** An insert of one row, which is prepared. */
function insertOfOne(plan: InsertPlan, dialect: Dialect): (row: Row) => InsertJob {
  // The driver tells a single key by itself.
  const { text } = insertStatement({ ...plan, returnsKey: false }, dialect)
  const encoders = encodersOf(plan)
  const run = async (connection: Connection, values: readonly unknown[]): Promise<Keys> => {
    const { insertId } = await connection.write(text, values)
    return plan.returnsKey ? [Number(insertId)] : NO_KEYS
  }
  const job: Job<Keys> = { plan, writes: true, run }
  return (row) => ({ job, values: encoders.map((encode, i) => encode(row[i])) })
}

/**
 * An insert of any number of rows, whose values stand in its text: to prepare one for each number took ten times the
 * time of the insert, and to bind thousands of values twice.
 */
function insertOfMany(plan: InsertPlan, dialect: Dialect): (texts: readonly string[]) => InsertJob {
  const { text } = insertStatement({ ...plan, returnsKey: false }, dialect)
  // It ends with the markers of its values; what they look like may stand in a name too.
  const before = text.slice(0, text.lastIndexOf('('))
  const after = insertStatement(plan, dialect).text.slice(text.length)
  return (texts) => {
    const run = async (connection: Connection): Promise<Keys> => {
      const result = await connection.script(`${before}${texts.join(', ')}${after}`)
      return plan.returnsKey ? keysIn(result) : NO_KEYS
    }
    return { job: { plan, writes: true, run }, values: [] }
  }
}

/** Gives the text of a row. */
function rowWriter(plan: InsertPlan): (row: Row) => string {
  const encoders = encodersOf(plan)
  return (row) => `(${encoders.map((encode, i) => valueText(encode(row[i]))).join(', ')})`
}

/** Makes of rows the statements that insert them, none larger than a message that the server takes. */
export function insertJobs(
  { about: { returning, maxPacket } }: Runner,
  plan: InsertPlan,
  dialect: Dialect,
): (rows: readonly Row[]) => readonly InsertJob[] {
  const one = insertOfOne(plan, dialect)
  const many = insertOfMany(plan, dialect)
  const toText = rowWriter(plan)
  // Of several rows this server tells the first key only.
  const isSingly = plan.returnsKey && !returning
  return (rows) => {
    if (isSingly || rows.length < 2) return rows.map(one)
    const texts = rows.map(toText)
    let end = 0
    return chunksOf(texts, maxPacket).map((count) => {
      const start = end
      end += count
      return count === 1 ? one(rows[start] ?? []) : many(texts.slice(start, end))
    })
  }
}
