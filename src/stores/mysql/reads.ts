import type { AggregatePlan, FindPlan, Plan, PreparedCount, PreparedRead, Row } from '../../store/contract.ts'
import { bind } from '../sql/bind.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import type { Statement } from '../sql/statement.ts'
import type { Job } from './job.ts'
import type { Runner } from './runner.ts'

const NONE: Row = []

/** A prepared find or aggregate. */
export function prepareRead(
  runner: Runner,
  plan: FindPlan | AggregatePlan,
  { text, args, decode }: ReadStatement,
): PreparedRead {
  const job: Job<readonly Row[]> = {
    plan,
    writes: false,
    async run(connection, values) {
      const rows = await connection.rows(text, values)
      return decode.length === 0 ? rows.map(() => NONE) : rows
    },
  }
  return { decode, run: (parameters, tx) => runner.run(job, bind(args, parameters), tx) }
}

/** A prepared count. */
export function prepareCount(runner: Runner, plan: Plan, { text, args }: Statement): PreparedCount {
  const job: Job<number> = {
    plan,
    writes: false,
    run: async (connection, values) => Number((await connection.rows(text, values))[0]?.[0]),
  }
  return { run: (parameters, tx) => runner.run(job, bind(args, parameters), tx) }
}
