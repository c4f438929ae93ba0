import { sql } from 'kysely'
import type { Condition } from '../../query/condition.ts'
import type { ChangesShape, FieldShape, ModelShape } from '../../schema/shape.ts'
import type { ChangeOp } from '../../store/change-log.ts'
import type { Assignment, DestroyPlan, InsertPlan, UpdatePlan, UpsertPlan } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import type { Context } from '../sql/condition.ts'
import { columnOf, whereSql } from '../sql/condition.ts'
import type { Sql, Statement } from '../sql/statement.ts'
import { compile, joined, orNull, param } from '../sql/statement.ts'
import { targetOf } from '../sql/upsert-target.ts'
import { assignments } from '../sql/write.ts'
import { codecOf } from './codecs.ts'
import { columnType } from './column-type.ts'
import { postgresDialect as dialect } from './dialect.ts'
import { textLiteral } from './literal.ts'

const OLD = sql.id('~old')
const NEW = sql.id('~new')
const TOLD = sql.id('~told')

/** A column of what a write gave: as it was before, or is after. */
type Side = 'a' | 'b'
const side = (which: Side, { index }: FieldShape): Sql => sql.id(`${which}${index}`)

/** A value as the driver would give it: the text that its codec reads. */
const textOf = ({ kind }: FieldShape, value: Sql): Sql =>
  kind === 'boolean' ? sql`left(${value}::text, 1)` : sql`${value}::text`

const names = (fields: readonly FieldShape[]): Sql =>
  sql`array[${joined(fields.map(({ name }) => textLiteral(name)))}]::text[]`

const image = (fields: readonly FieldShape[], value: (field: FieldShape) => Sql): Sql =>
  sql`json_object(${names(fields)}, array[${joined(fields.map((field) => textOf(field, value(field))))}]::text[])`

const whole = (fields: readonly FieldShape[], which: Side): Sql =>
  image(fields, (field) => side(which, field))

const differs = (field: FieldShape): Sql => sql`${side('a', field)} is distinct from ${side('b', field)}`

/** What a model records. */
const partsOf = ({ changes }: ModelShape): ChangesShape =>
  cast<ChangesShape>(changes, 'asked of such models only')

const changedNames = (fields: readonly FieldShape[]): Sql =>
  sql`array_remove(array[${joined(
    fields.map((field) => sql`case when ${differs(field)} then ${textLiteral(field.name)} end`),
  )}]::text[], null)`

const NOTHING = sql`'{}'::text[]`
const NO_IMAGE = sql`null::json`

/** Rows of what a write gave, all or some. */
const from = (where?: Sql, rows: Sql = NEW): Sql =>
  where === undefined ? sql` from ${rows}` : sql` from ${rows} where ${where}`

const created = (model: ModelShape, rows: Sql): Sql =>
  sql`select 'create', ${whole(model.key, 'a')}, ${NO_IMAGE}, ${whole(partsOf(model).fields, 'a')}, ${NOTHING}${rows}`

const destroyed = (model: ModelShape, rows: Sql): Sql =>
  sql`select 'destroy', ${whole(model.key, 'b')}, ${whole(partsOf(model).fields, 'b')}, ${NO_IMAGE}, ${NOTHING}${rows}`

/** What an update changes: how that is called, and the fields that it sets, since no other can differ. */
interface Changing {
  readonly op: ChangeOp
  readonly set: readonly FieldShape[]
}

/** What was changed of records that are there before and after. */
function updated(model: ModelShape, { op, set }: Changing, rows: Sql): Sql {
  const { fields } = partsOf(model)
  const shown = set.filter((field) => fields.includes(field))
  const before = image(shown, (field) => sql`case when ${differs(field)} then ${side('b', field)} end`)
  const changes = sql`select ${whole(model.key, 'a')} as key, ${before} as old, ${whole(fields, 'a')} as now, ${changedNames(set)} as changed${rows}`
  return sql`select ${textLiteral(op)}, key, old, now, changed from (${changes}) as changes where cardinality(changed) > 0`
}

/** A write whose rows are `~new`, with what is recorded of them, and what it gives. */
function recording(model: ModelShape, write: readonly Sql[], told: Sql, give: Sql): Sql {
  const insert = sql`${TOLD} as (insert into prometheus_change (model, op, key, "before", "after", changed)
    select ${textLiteral(model.name)}, told.* from (${told}) as told (op, key, "before", "after", changed))`
  return sql`with ${joined([...write, insert])} ${give}`
}

const COUNT = sql`select count(*) from ${NEW}`

const returned = (fields: readonly FieldShape[], which: Side, column: (field: FieldShape) => Sql): Sql =>
  joined(fields.map((field) => sql`${column(field)} as ${side(which, field)}`))

const ofOld = (field: FieldShape): Sql => sql`${OLD}.${sql.id(field.column)}`

/** The rows that are about to be changed, locked: a write that waits for another sees what that one left. */
function oldRows(model: ModelShape, where: Condition, lock: Sql): Sql {
  const context = { dialect, model }
  const columns = joined(model.fields.map((field) => columnOf(context, field)))
  return sql`${OLD} as materialized (select ${columns} from ${sql.id(model.table)}${whereSql(where, context)} for ${lock})`
}

const sameKey = (model: ModelShape, context: Context): Sql =>
  joined(
    model.key.map((field) => sql`${columnOf(context, field)} = ${ofOld(field)}`),
    sql` and `,
  )

const fieldsOf = ({ set }: UpdatePlan | UpsertPlan): FieldShape[] => [
  ...new Set(set.map(({ field }) => field)),
]

/** An update that records what it changed; it gives the number of its rows. */
export function recordedUpdate(plan: UpdatePlan): Statement {
  const { model, op = 'update' } = plan
  const context = { dialect, model }
  const set = fieldsOf(plan)
  const moves = movesKey(model, set)
  const { fields } = partsOf(model)
  const after = [...new Set([...fields, ...model.key, ...set])]
  const before = moves ? after : set
  const old = oldRows(model, plan.where, moves ? sql`update` : sql`no key update`)
  const now = sql`${NEW} as (update ${sql.id(model.table)} set ${assignments(plan.set, context)} from ${OLD} where ${sameKey(model, context)}
    returning ${returned(after, 'a', (field) => columnOf(context, field))}, ${returned(before, 'b', ofOld)})`
  const told = updates(model, { op, set })
  return compile(dialect.kysely, recording(model, [old, now], told, COUNT))
}

const movesKey = (model: ModelShape, set: readonly FieldShape[]): boolean =>
  set.some((field) => model.key.includes(field))

/** What was changed of rows that were there; a record that gets another key goes, and a new one is there. */
function updates(model: ModelShape, changing: Changing, rows: Sql = NEW, among: Sql = sql`true`): Sql {
  if (!movesKey(model, changing.set)) return updated(model, changing, from(among, rows))
  const moved = joined(model.key.map(differs), sql` or `)
  const parts = [
    destroyed(model, from(sql`${among} and (${moved})`, rows)),
    created(model, from(sql`${among} and (${moved})`, rows)),
    updated(model, changing, from(sql`${among} and not (${moved})`, rows)),
  ]
  return joined(parts, sql` union all `)
}

/** A destroy that records what went; it gives the number of its rows. */
export function recordedDestroy({ model, where }: DestroyPlan): Statement {
  const context = { dialect, model }
  const fields = [...new Set([...partsOf(model).fields, ...model.key])]
  const gone = sql`${NEW} as (delete from ${sql.id(model.table)}${whereSql(where, context)}
    returning ${returned(fields, 'b', (field) => columnOf(context, field))})`
  return compile(dialect.kysely, recording(model, [gone], destroyed(model, from()), COUNT))
}

/** An insert that records its rows; it gives the keys that the store made. */
export function recordedInsert({ model, returnsKey }: InsertPlan, insert: Sql): Statement {
  const context = { dialect, model }
  const fields = [...new Set([...partsOf(model).fields, ...model.key])]
  const rows = sql`${NEW} as (${insert} returning ${returned(fields, 'a', (field) => columnOf(context, field))})`
  const keys = joined(model.key.map((field) => side('a', field)))
  const give = returnsKey ? sql`select ${keys} from ${NEW}` : sql`select from ${NEW} where false`
  return compile(dialect.kysely, recording(model, [rows], created(model, from()), give))
}

const PAIRS = sql.id('~pairs')

const id = ({ column }: FieldShape): Sql => sql`${sql.id(column)}`

/** The insert or update of an upsert; the count makes it wait for the lock of the row that it would change. */
function upserted({ model, fields, target, set, where }: UpsertPlan): Sql {
  const context = { dialect, model }
  const { whereNull } = target
  const values = fields.map((field, at) => sql`${param(at, orNull(codecOf(field).encode))}::${typeOf(field)}`)
  const partial = whereNull === undefined ? sql`` : sql` where ${id(whereNull)} is null`
  const nothing = target.fields
    .slice(0, 1)
    .map((field): Assignment => ({ field, to: { op: 'copy', from: field } }))
  const changes = assignments(set.length > 0 ? set : nothing, context)
  return sql`${NEW} as (insert into ${sql.id(model.table)} (${joined(fields.map(id))}) select ${joined(values)} from (select count(*) from ${OLD}) as locked
    on conflict (${joined(target.fields.map(id))})${partial} do update set ${changes}${whereSql(where, context)}
    returning ${returned(model.fields, 'a', (field) => columnOf(context, field))}, ${sql.id(model.table)}.xmax = 0 as inserted)`
}

/**
 * An upsert that records what it did; it gives the whole row. Where another has made the row since the statement
 * began, `prometheus_raced` fails: it has to be run again.
 */
export function recordedUpsert(plan: UpsertPlan): ReadStatement {
  const { model } = plan
  const [key] = model.key.map(ofOld)
  const raced = sql`case when not inserted and ${key ?? sql`null`} is null then prometheus_raced() end`
  const pairs = sql`${PAIRS} as (select ${NEW}.*, ${returned(model.fields, 'b', ofOld)}, ${raced} as raced from ${NEW} left join ${OLD} on true)`
  const told = [
    created(model, from(sql`inserted`, PAIRS)),
    updates(model, { op: 'update', set: fieldsOf(plan) }, PAIRS, sql`not inserted`),
  ]
  const give = sql`select ${joined(model.fields.map((field) => side('a', field)))} from ${PAIRS}`
  const write = [oldRows(model, targetOf(plan), sql`update`), upserted(plan), pairs]
  return {
    ...compile(dialect.kysely, recording(model, write, joined(told, sql` union all `), give)),
    decode: model.fields.map((field) => codecOf(field).decode),
  }
}

const typeOf = (field: FieldShape): Sql => sql.raw(columnType(field).replace(/ COLLATE .*$/, ''))
