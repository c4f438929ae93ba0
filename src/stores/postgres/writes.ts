import { isPrometheusError } from '../../errors/error.ts'
import type { Plan, PreparedRead, PreparedWrite, Row, Told } from '../../store/contract.ts'
import { bind } from '../sql/bind.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import type { Statement } from '../sql/statement.ts'
import { RACED } from './change-tables.ts'
import type { Job } from './job.ts'
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
          if (isRace(error) && races < RACES) continue
          return orNothing(error, told)
        }
      }
    },
  }
}

/**
 * A record is there that the rules of the database keep from the session, which is no error of an upsert: it changes
 * nothing, and whoever asked finds out why. One that can never be locked looks as if others made it again and again.
 */
function orNothing(error: unknown, told: Told | undefined): readonly Row[] {
  const isRuled = isPrometheusError(error) && error.code === 'FORBIDDEN'
  if (told !== undefined && (isRuled || isRace(error))) return []
  throw error
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
  return {
    decode,
    async run(parameters, tx, told) {
      try {
        return await runner.run(job, bind(args, parameters), tx, told)
      } catch (error) {
        return orNothing(error, told)
      }
    },
  }
}
