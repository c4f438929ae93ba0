import type { Plan, PreparedRead, PreparedWrite, Row } from '../../store/contract.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import type { Statement } from '../sql/statement.ts'
import type { Job } from './job.ts'
import { bind } from './reads.ts'
import type { Runner } from './runner.ts'

/** A prepared update or destroy. */
export function prepareWrite(runner: Runner, plan: Plan, { text, args }: Statement): PreparedWrite {
  const statement = runner.prepare(text)
  const job: Job<number> = { statement, plan, writes: true, guarded: true, give: ({ count }) => count }
  return { run: (parameters, tx) => runner.run(job, bind(args, parameters), tx) }
}

/** A prepared upsert. */
export function prepareUpsert(
  runner: Runner,
  plan: Plan,
  { text, args, decode }: ReadStatement,
): PreparedRead {
  const statement = runner.prepare(text)
  const job: Job<readonly Row[]> = { statement, plan, writes: true, guarded: true, give: ({ rows }) => rows }
  return { decode, run: (parameters, tx) => runner.run(job, bind(args, parameters), tx) }
}
