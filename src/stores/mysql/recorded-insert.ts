import type { FieldShape } from '../../schema/shape.ts'
import type { InsertPlan, PreparedInsert, Row } from '../../store/contract.ts'
import type { Recorder } from '../../store/record-changes.ts'
import { cast } from '../../support/cast.ts'
import type { Connection } from './connection.ts'
import type { InsertJob, Keys } from './insert-jobs.ts'
import type { Job, Told } from './job.ts'
import { atOnce, recorded } from './recorded.ts'
import type { Runner } from './runner.ts'

/** Rows as the records that they become: in the model's order, with the keys that the server made. */
function wholeRows({ fields, model, returnsKey }: InsertPlan) {
  const [key] = model.key
  return (rows: readonly Row[], keys: Keys): Row[] =>
    rows.map((row, i) => {
      const whole: unknown[] = []
      fields.forEach(({ index }: FieldShape, at) => {
        whole[index] = row[at]
      })
      if (returnsKey && key !== undefined) whole[key.index] = keys[i]
      return whole
    })
}

/** A prepared insert of a model that records its changes: what it tells is what it was given. */
export function prepareRecordedInsert(
  runner: Runner,
  plan: InsertPlan,
  {
    jobsOf,
    recorder,
  }: { readonly jobsOf: (rows: readonly Row[]) => readonly InsertJob[]; readonly recorder: Recorder },
): PreparedInsert {
  const whole = wholeRows(plan)
  const inTurns = async (connection: Connection, jobs: readonly InsertJob[]): Promise<Keys> => {
    const keys: unknown[] = []
    for (const { job, values } of jobs) for (const key of await job.run(connection, values)) keys.push(key)
    return keys
  }
  const job: Job<Told<Keys>> = {
    plan,
    writes: true,
    async run(connection, values) {
      const rows = cast<readonly Row[]>(values, 'what is inserted are rows')
      const jobs = jobsOf(rows)
      const insert = () => inTurns(connection, jobs)
      const result = await (jobs.length < 2 ? insert() : atOnce(connection, insert))
      return { result, changes: whole(rows, result).map(recorder.created) }
    },
  }
  return { run: recorded(runner, job) }
}
