import { sql } from 'kysely'
import type { FieldShape } from '../../schema/shape.ts'
import type { Bound, RowColumns, SortKey } from '../../store/contract.ts'
import type { Context } from './condition.ts'
import { columnOf } from './condition.ts'
import type { Dialect, Figure } from './dialect.ts'
import type { Joins } from './related-value.ts'
import type { Sql, Statement } from './statement.ts'
import { compile, joined, param } from './statement.ts'

/** A statement that gives rows. */
export interface ReadStatement extends Statement, RowColumns {}

/** A value as it is read, with its decoder. */
export function read(field: FieldShape, value: Sql, { codec }: Pick<Dialect, 'codec'>): Figure {
  const { select, decode } = codec(field)
  return { value: select === undefined ? value : select(value), decode }
}

/** The columns of fields as they are read, for a select list or RETURNING. */
export const selectList = (fields: readonly FieldShape[], context: Context): readonly Figure[] =>
  fields.map((field) => read(field, columnOf(context, field), context.dialect))

function sortTerm(key: SortKey, joins: Joins, dialect: Dialect): Sql {
  const { field, via, descending, nullsFirst } = key
  const value = joins.value(key)
  const term = descending ? sql`${value} desc` : value
  if ((!field.nullable && via === undefined) || nullsFirst === dialect.nullsFirst(descending)) return term
  return dialect.nulls(term, value, nullsFirst)
}

/** Places nulls as the SQL standard writes it. */
export const standardNulls = (term: Sql, _value: Sql, first: boolean): Sql =>
  first ? sql`${term} nulls first` : sql`${term} nulls last`

/** The ORDER BY clause, or nothing. */
export const orderBy = (sort: readonly SortKey[], joins: Joins, dialect: Dialect): Sql =>
  sort.length === 0 ? sql`` : sql` order by ${joined(sort.map((key) => sortTerm(key, joins, dialect)))}`

/** A limit or an offset. */
export const bound = (value: Bound): Sql =>
  'literal' in value ? sql`${sql.lit(value.literal)}` : param(value.param)

/** The LIMIT and OFFSET clauses, or nothing. */
export function range(limit: Bound | undefined, offset: Bound | undefined, { noLimit }: Dialect): Sql {
  if (limit === undefined && offset === undefined) return sql``
  const limited = limit === undefined ? noLimit : sql` limit ${bound(limit)}`
  return offset === undefined ? limited : sql`${limited} offset ${bound(offset)}`
}

/** A select list. */
export const figures = (list: readonly Figure[]): Sql =>
  list.length === 0 ? sql`1` : joined(list.map(({ value }) => value))

/** The FROM clause of a model alone. */
export const from = ({ model, alias }: Context): Sql =>
  alias === undefined
    ? sql`from ${sql.id(model.table)}`
    : sql`from ${sql.id(model.table)} as ${sql.id(alias)}`

/** The columns of a select list. */
export function columnsRead(list: readonly Figure[]): RowColumns {
  const included = list.flatMap(({ columns }) => columns ?? [])
  return { decode: list.map(({ decode }) => decode), ...(included.length > 0 && { included }) }
}

/** The statement of a select list. */
export const finish = (list: readonly Figure[], text: Sql, { dialect }: Context): ReadStatement => ({
  ...compile(dialect.kysely, text),
  ...columnsRead(list),
})
