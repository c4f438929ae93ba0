import type { AggregatePlan, FindPlan, Plan, PreparedCount, PreparedRead, Row } from '../../store/contract.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import type { Argument, Statement } from '../sql/statement.ts'
import type { Job } from './job.ts'
import type { Runner } from './runner.ts'

/** Puts the parameters of a plan into the order of the markers of its text, encoded. */
export function bind(args: readonly Argument[], parameters: readonly unknown[]): readonly unknown[] {
  const values = new Array<unknown>(args.length)
  for (let i = 0; i < values.length; i++) {
    const { position, encode } = args[i] as Argument
    const value = parameters[position]
    values[i] = encode === undefined ? value : encode(value)
  }
  return values
}

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
