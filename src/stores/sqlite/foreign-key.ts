import { sql } from 'kysely'
import { and } from '../../query/condition.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Assignment, Plan } from '../../store/contract.ts'
import { danglingReference } from '../../store/dangling-reference.ts'
import { countStatement } from '../sql/read.ts'
import { compile, param } from '../sql/statement.ts'
import type { Referrer } from '../sql/violations.ts'
import { stillReferred } from '../sql/violations.ts'
import { caller } from './bind.ts'
import { sqliteDialect } from './dialect.ts'
import type { Database } from './driver.ts'
import { isForeignKey } from './errors.ts'

/** A statement that failed, and what it ran with. */
export interface Failed {
  readonly plan: Plan
  readonly values: readonly unknown[]
  readonly database: Database
  /** All models of the store. */
  readonly models: readonly ModelShape[]
}

/** A field that a statement sets, and the position of its value. */
type Given = readonly [field: FieldShape, position: number]

const setIn = (set: readonly Assignment[]): Given[] =>
  set.flatMap(({ field, to }): Given[] => (to.op === 'set' ? [[field, to.param]] : []))

function givenBy(plan: Plan): readonly Given[] {
  if (plan.kind === 'update') return setIn(plan.set)
  if (plan.kind !== 'insert' && plan.kind !== 'upsert') return []
  const inserted = plan.fields.map((field, position): Given => [field, position])
  return plan.kind === 'upsert' ? [...inserted, ...setIn(plan.set)] : inserted
}

function isThere(database: Database, { ref }: FieldShape, value: unknown): boolean {
  if (ref === undefined || value === null) return true
  const select = sql`select 1 from ${sql.id(ref.table)} where ${sql.id(ref.column)} = ${param(0)}`
  return database.prepare(compile(sqliteDialect.kysely, select).text).get(value) !== undefined
}

/** The reference, among those that the statement sets, to a record that is not there. */
const danglingOf = ({ plan, values, database }: Failed): FieldShape | undefined =>
  givenBy(plan).find(([field, position]) => !isThere(database, field, values[position]))?.[0]

function isReferred({ plan, values, database }: Failed, target: ModelShape, foreign: FieldShape): boolean {
  const local = plan.model.fields.find(({ column }) => column === foreign.ref?.column)
  if (local === undefined || (plan.kind !== 'destroy' && plan.kind !== 'update')) return false
  const relation = { name: foreign.name, target, local, foreign }
  const where = and(plan.where, { op: 'related', not: false, relation, where: { op: 'always' } })
  const { text, args } = countStatement({ kind: 'count', model: plan.model, where }, sqliteDialect)
  return caller<number>('get', args)(database.prepare(text).pluck(), values) > 0
}

/** The first model that still refers to what the statement would take away. */
function referrerOf(failed: Failed): Referrer | undefined {
  const refersHere = ({ ref }: FieldShape) => ref?.table === failed.plan.model.table
  const candidates = failed.models.flatMap((model) =>
    model.fields.filter(refersHere).map((field): Referrer => ({ model, field })),
  )
  return candidates.find(({ model, field }) => isReferred(failed, model, field))
}

/** SQLite does not say which reference fails: this looks, and gives the error that names it. */
export function explainForeignKey(error: unknown, failed: Failed): unknown {
  if (!isForeignKey(error)) return error
  const { model } = failed.plan
  const field = danglingOf(failed)
  if (field !== undefined) return danglingReference(model, field, error)
  const referrer = referrerOf(failed)
  return referrer === undefined ? error : stillReferred(model, referrer, error)
}
