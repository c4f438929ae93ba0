import type { InsertPlan, PreparedInsert, Row, StoreTransaction } from '../../store/contract.ts'
import { recorderOf } from '../../store/record-changes.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Keys } from './insert-jobs.ts'
import { insertJobs, NO_KEYS } from './insert-jobs.ts'
import { prepareRecordedInsert } from './recorded-insert.ts'
import type { Runner } from './runner.ts'
import { together } from './together.ts'

/** A prepared insert: one statement for a number of rows, and of such statements all or none. */
export function prepareInsert(runner: Runner, plan: InsertPlan, dialect: Dialect): PreparedInsert {
  const recorder = recorderOf(plan.model)
  const jobs = insertJobs(runner, plan, dialect)
  if (recorder !== undefined) return prepareRecordedInsert(runner, plan, { jobs, recorder })
  const insert = (rows: readonly Row[], tx: StoreTransaction | null): Promise<Keys> => {
    const own = jobs.jobOf(rows)
    return own === undefined ? Promise.resolve(NO_KEYS) : runner.run(own.job, own.values, tx)
  }
  const inTurns = async (chunks: readonly (readonly Row[])[], tx: StoreTransaction): Promise<Keys> => {
    const keys: unknown[] = []
    for (const rows of chunks) for (const key of await insert(rows, tx)) keys.push(key)
    return keys
  }
  return {
    run(rows, tx) {
      const chunks = jobs.chunks(rows)
      const [first = []] = chunks
      return chunks.length < 2 ? insert(first, tx) : together(runner, tx, (inner) => inTurns(chunks, inner))
    },
  }
}
