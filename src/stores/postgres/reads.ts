import type { AggregatePlan, FindPlan, Plan, PreparedCount, PreparedRead, Row } from '../../store/contract.ts'
import { bind } from '../sql/bind.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import type { Statement } from '../sql/statement.ts'
import type { Answer } from './exchange.ts'
import type { Job } from './job.ts'
import type { Runner } from './runner.ts'

const NONE: Row = []

/** Whether a read can fail by what the data are, or by the locks of others. */
function mayFail(plan: Plan): boolean {
  if (plan.kind === 'find') return plan.lock !== undefined
  return (
    plan.kind === 'aggregate' && plan.terms.some(({ fn, field }) => fn === 'sum' && field?.kind === 'number')
  )
}

/** A prepared find or aggregate. */
export function prepareRead(
  runner: Runner,
  plan: FindPlan | AggregatePlan,
  { text, args, decode, included }: ReadStatement,
): PreparedRead {
  const job: Job<readonly Row[]> = {
    statement: runner.prepare(text),
    plan,
    writes: false,
    guarded: mayFail(plan),
    give: decode.length === 0 ? ({ rows }) => rows.map(() => NONE) : ({ rows }) => rows,
  }
  return {
    decode,
    included,
    run: (parameters, tx, told) => runner.run(job, bind(args, parameters), tx, told),
  }
}

const numberIn = ({ rows }: Answer): number => Number(rows[0]?.[0])

/** A prepared count. */
export function prepareCount(runner: Runner, plan: Plan, { text, args }: Statement): PreparedCount {
  const statement = runner.prepare(text)
  const job: Job<number> = { statement, plan, writes: false, guarded: false, give: numberIn }
  return { run: (parameters, tx, told) => runner.run(job, bind(args, parameters), tx, told) }
}
