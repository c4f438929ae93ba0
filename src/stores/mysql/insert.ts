import type { InsertPlan, PreparedInsert, StoreTransaction } from '../../store/contract.ts'
import { recorderOf } from '../../store/record-changes.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { InsertJob, Keys } from './insert-jobs.ts'
import { insertJobs } from './insert-jobs.ts'
import { prepareRecordedInsert } from './recorded-insert.ts'
import type { Runner } from './runner.ts'
import { together } from './together.ts'

/** A prepared insert: one statement for a number of rows, and of such statements all or none. */
export function prepareInsert(runner: Runner, plan: InsertPlan, dialect: Dialect): PreparedInsert {
  const recorder = recorderOf(plan.model)
  const jobsOf = insertJobs(runner, plan, dialect)
  if (recorder !== undefined) return prepareRecordedInsert(runner, plan, { jobsOf, recorder })
  const inTurns = async (jobs: readonly InsertJob[], tx: StoreTransaction | null): Promise<Keys> => {
    const keys: unknown[] = []
    for (const { job, values } of jobs) for (const key of await runner.run(job, values, tx)) keys.push(key)
    return keys
  }
  return {
    run(rows, tx) {
      const jobs = jobsOf(rows)
      return jobs.length < 2 ? inTurns(jobs, tx) : together(runner, tx, (inner) => inTurns(jobs, inner))
    },
  }
}
