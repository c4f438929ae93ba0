import { isPrometheusError } from '../../errors/error.ts'
import type { Plan, PreparedRead, PreparedWrite, Row } from '../../store/contract.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import type { Statement } from '../sql/statement.ts'
import { RACED } from './change-tables.ts'
import type { Job } from './job.ts'
import { bind } from './reads.ts'
import type { Runner } from './runner.ts'

/** A prepared update or destroy of a model that records its changes. */
export function prepareRecordedWrite(runner: Runner, plan: Plan, { text, args }: Statement): PreparedWrite {
  const statement = runner.prepare(text)
  const job: Job<number> = {
    ...{ statement, plan, writes: true, guarded: true, last: runner.numbering },
    give: ({ rows }) => Number(rows[0]?.[0]),
  }
  return { run: (parameters, tx, told) => runner.run(job, bind(args, parameters), tx, told) }
}

const RACES = 20

/** A prepared upsert of a model that records its changes; it is run again where another has made the row meanwhile. */
export function prepareRecordedUpsert(
  runner: Runner,
  plan: Plan,
  { text, args, decode }: ReadStatement,
): PreparedRead {
  const statement = runner.prepare(text)
  const job: Job<readonly Row[]> = {
    ...{ statement, plan, writes: true, guarded: true, last: runner.numbering },
    give: ({ rows }) => rows,
  }
  return {
    decode,
    async run(parameters, tx, told) {
      const values = bind(args, parameters)
      for (let races = 1; ; races++) {
        try {
          return await runner.run(job, values, tx, told)
        } catch (error) {
          if (races === RACES || !isRace(error)) throw error
        }
      }
    },
  }
}

const isRace = (error: unknown): boolean =>
  isPrometheusError(error) && error.cause instanceof Error && error.cause.message === RACED

/** A prepared update or destroy. */
export function prepareWrite(runner: Runner, plan: Plan, { text, args }: Statement): PreparedWrite {
  const statement = runner.prepare(text)
  const job: Job<number> = { statement, plan, writes: true, guarded: true, give: ({ count }) => count }
  return { run: (parameters, tx, told) => runner.run(job, bind(args, parameters), tx, told) }
}

/** A prepared upsert. */
export function prepareUpsert(
  runner: Runner,
  plan: Plan,
  { text, args, decode }: ReadStatement,
): PreparedRead {
  const statement = runner.prepare(text)
  const job: Job<readonly Row[]> = { statement, plan, writes: true, guarded: true, give: ({ rows }) => rows }
  return { decode, run: (parameters, tx, told) => runner.run(job, bind(args, parameters), tx, told) }
}
