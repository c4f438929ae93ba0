import { sql } from 'kysely'
import type { ElementLeaf, Leaf, Subject } from '../../query/condition.ts'
import type { Operand } from '../sql/dialect.ts'
import type { Encode, Sql } from '../sql/statement.ts'
import { joined, param } from '../sql/statement.ts'
import { arrayLiteral } from './array-literal.ts'
import { elementCodec } from './codecs.ts'
import { textLiteral } from './literal.ts'

const json: Encode = (value) => JSON.stringify(value)

/** A key as text leads into objects only; as a number it would lead into arrays. */
const step = (operator: Sql, key: string): Sql => sql`${operator} ${textLiteral(key)}::text`

/** The value at a path. */
function valueAt({ path = [] }: Pick<Subject, 'path'>, column: Sql): Sql {
  if (path.length === 0) return column
  return sql`(${column}${joined(
    path.map((key) => step(sql` ->`, key)),
    sql``,
  )})`
}

/** The value at a path as text, by code point; null of a null. */
function textAt({ path = [] }: Subject, column: Sql): Sql {
  const last = path.at(-1)
  if (last === undefined) return sql`(${column} #>> '{}') collate "C"`
  return sql`(${valueAt({ path: path.slice(0, -1) }, column)}${step(sql` ->>`, last)}) collate "C"`
}

const isText = (leaf: Leaf): boolean => leaf.jsonType === 'string' && leaf.op !== 'eq' && leaf.op !== 'in'

/** What a leaf compares in a JSON field. Equality of jsonb is by type and deep; an order needs its type said. */
export function jsonOperand(leaf: Leaf, column: Sql): Operand {
  const value = valueAt(leaf, column)
  if (leaf.op === 'eq' || leaf.op === 'in') return { value, nullable: true, encode: json }
  const guard = sql`jsonb_typeof(${value}) = ${sql.lit(leaf.jsonType ?? 'string')}`
  return isText(leaf)
    ? { value: textAt(leaf, column), guard, nullable: true }
    : { value, guard, nullable: true, encode: json }
}

/** Null is also what is missing, and a null in JSON: both are no text. */
export const jsonNullOf = (leaf: Leaf, column: Sql): Sql => sql`(${textAt(leaf, column)})`

/** Whether there is anything at the path, be it null. */
export const jsonExists = (leaf: Leaf, column: Sql): Sql => sql`${valueAt(leaf, column)} is not null`

const isArray = (value: Sql): Sql => sql`jsonb_typeof(${value}) = 'array'`

/** The elements of an array inside JSON; of nothing else, which the function would refuse. */
const elementsOf = (value: Sql): Sql =>
  sql`jsonb_array_elements(case when ${isArray(value)} then ${value} else '[]' end)`

function inJson({ op, param: position, ...leaf }: ElementLeaf, column: Sql): Sql {
  const value = valueAt(leaf, column)
  const elements = sql`(select * from ${elementsOf(value)})`
  if (op === 'has') return sql`(${isArray(value)} and ${param(position, json)}::jsonb in ${elements})`
  const wanted = sql`unnest(${param(position, arrayLiteral(json))}::jsonb[]) as wanted`
  return op === 'hasAny'
    ? sql`(${isArray(value)} and exists (select 1 from ${wanted} where wanted in ${elements}))`
    : sql`(${isArray(value)} and not exists (select 1 from ${wanted} where wanted not in ${elements}))`
}

/** `has`, `hasAll` and `hasAny`: of an array field, or of an array inside JSON. */
export function elements(leaf: ElementLeaf, column: Sql): Sql {
  if (leaf.field.kind !== 'array') return inJson(leaf, column)
  const { encode } = elementCodec(leaf.field)
  if (leaf.op === 'has') return sql`${param(leaf.param, encode)} = any(${column})`
  const list = param(leaf.param, arrayLiteral(encode))
  return leaf.op === 'hasAny' ? sql`${column} && ${list}` : sql`${column} @> ${list}`
}
