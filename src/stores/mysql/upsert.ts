import { isPrometheusError, PrometheusError } from '../../errors/error.ts'
import type { Parameters, PreparedRead, Row, StoreTransaction, UpsertPlan } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { Dialect } from '../sql/dialect.ts'
import { findStatement } from '../sql/find.ts'
import { targetOf } from '../sql/upsert-target.ts'
import { prepareInsert } from './insert.ts'
import { prepareRead } from './reads.ts'
import type { Runner } from './runner.ts'
import { together } from './together.ts'
import { prepareUpdate } from './update.ts'
import { findPlan, fittingStatement, keyedPlan, updatePlan } from './upsert-statements.ts'

/** How often a record may come and go between the look and the insert. */
const TRIES = 8

const isTaken = (error: unknown, { target }: UpsertPlan): boolean =>
  isPrometheusError(error) &&
  error.code === 'UNIQUE_VIOLATION' &&
  String(error.details.fields) === String(target.fields.map(({ name }) => name))

/** The statements of an upsert. MySQL's own would change whatever record it meets a unique value in. */
function statementsOf(runner: Runner, plan: UpsertPlan, dialect: Dialect, count: number) {
  const { model, fields } = plan
  const find = (asked: ReturnType<typeof findPlan>) =>
    prepareRead(runner, asked, findStatement(asked, dialect))
  const changed = updatePlan(plan, count)
  const target = targetOf(plan)
  return {
    fitting: prepareRead(runner, findPlan(plan, model.fields, target), fittingStatement(plan, dialect)),
    present: find({ ...findPlan(plan, [], target), lock: 'update' }),
    update: prepareUpdate(runner, changed, dialect),
    keyed: find(keyedPlan(plan)),
    made: find(findPlan(plan, model.fields, target)),
    insert: prepareInsert(runner, { kind: 'insert', model, fields, returnsKey: false }, dialect),
  }
}

type Statements = ReturnType<typeof statementsOf>

/** Columns of a row as values of their fields. */
function valuesAt(columns: readonly number[], row: Row, { fitting }: Statements): unknown[] {
  return columns.map((at) => {
    const decode = fitting.decode[at]
    return decode === undefined ? row[at] : decode(cast<never>(row[at], 'the statement reads it there'))
  })
}

/** Changes the record that is there, or gives nothing. */
async function change(
  plan: UpsertPlan,
  statements: Statements,
  parameters: Parameters,
  tx: StoreTransaction,
) {
  const { fields, key } = plan.model
  const [row] = await statements.fitting.run(parameters, tx)
  if (row === undefined) return undefined
  if (plan.set.length === 0) return [row.slice(0, fields.length)]
  const old = valuesAt(
    key.map(({ index }) => index),
    row,
    statements,
  )
  await statements.update.run([...parameters, ...old], tx)
  return statements.keyed.run(
    valuesAt(
      key.map((_field, i) => fields.length + i),
      row,
      statements,
    ),
    tx,
  )
}

/** Changes the record that is there, if it may be; gives nothing where there is none. */
async function met(plan: UpsertPlan, statements: Statements, parameters: Parameters, tx: StoreTransaction) {
  const changed = await change(plan, statements, parameters, tx)
  if (changed !== undefined || plan.where.op === 'always') return changed
  return (await statements.present.run(parameters, tx)).length > 0 ? [] : undefined
}

/** Makes the record. */
async function make(plan: UpsertPlan, statements: Statements, parameters: Parameters, tx: StoreTransaction) {
  await statements.insert.run([parameters.slice(0, plan.fields.length)], tx)
  return statements.made.run(parameters, tx)
}

/**
 * A prepared upsert: several statements in a transaction of their own, or in a savepoint. Whoever is told that another
 * has made the record meanwhile begins anew, so that what it holds of that record is let go.
 */
export function prepareUpsert(runner: Runner, plan: UpsertPlan, dialect: Dialect): PreparedRead {
  let statements: Statements | undefined
  const decode = plan.model.fields.map((field) => dialect.codec(field).decode)
  return {
    decode,
    async run(parameters, outer) {
      statements ??= statementsOf(runner, plan, dialect, parameters.length)
      const ready = statements
      for (let tries = 1; ; tries++) {
        let makes = false
        try {
          return await together(runner, outer, async (tx) => {
            const there = await met(plan, ready, parameters, tx)
            makes = there === undefined
            return there ?? make(plan, ready, parameters, tx)
          })
        } catch (error) {
          // Of a change it is another record that has the values which the target is to get.
          if (!makes || !isTaken(error, plan)) throw error
          if (tries === TRIES) throw overtaken(plan, error)
        }
      }
    },
  }
}

const overtaken = ({ model }: UpsertPlan, cause: unknown): PrometheusError => {
  const message = `${model.name}: other transactions made and removed the record all the time.`
  return new PrometheusError('SERIALIZATION_FAILURE', message, { model: model.name }, cause)
}
