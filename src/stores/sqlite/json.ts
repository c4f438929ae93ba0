import { sql } from 'kysely'
import type { ElementLeaf, JsonType, Leaf, Subject } from '../../query/condition.ts'
import { jsonIdentity } from '../../query/json-value.ts'
import type { Operand } from '../sql/dialect.ts'
import { elementCodec } from '../sql/elements.ts'
import { listText } from '../sql/json-list.ts'
import type { Encode, Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'

const pathText = (path: readonly string[] = []): Sql =>
  sql`${sql.lit(path.reduce((text, key) => `${text}.${JSON.stringify(key)}`, '$'))}`

const typeOf = ({ path }: Subject, column: Sql): Sql => sql`json_type(${column}, ${pathText(path)})`
const extracted = ({ path }: Subject, column: Sql): Sql => sql`json_extract(${column}, ${pathText(path)})`
const textOf = ({ path }: Subject, column: Sql): Sql => sql`${column} -> ${pathText(path)}`

const truth: Encode = (value) => (value === true ? 'true' : 'false')

/** What a leaf compares in a JSON field: the value at its path where it is of the compared type. */
export function jsonOperand(leaf: Leaf, column: Sql): Operand {
  const type = typeOf(leaf, column)
  const value = extracted(leaf, column)
  switch (leaf.jsonType) {
    case 'string':
      return { value, guard: sql`${type} = 'text'`, nullable: true }
    case 'number':
      return { value, guard: sql`${type} in ('integer', 'real')`, nullable: true }
    case 'boolean':
      return { value: type, guard: sql`${type} in ('true', 'false')`, nullable: true, encode: truth }
    default:
      return { value: sql`prometheus_json(${textOf(leaf, column)})`, nullable: true, encode: jsonIdentity }
  }
}

/** Null is also what is missing, and a null in JSON: both extract as null. */
export const jsonNullOf = (leaf: Leaf, column: Sql): Sql => extracted(leaf, column)

/** Whether there is anything at the path, be it null. */
export const jsonExists = (leaf: Leaf, column: Sql): Sql => sql`${typeOf(leaf, column)} is not null`

/** The elements of one type, as a subquery of one column. */
function elementsOf(leaf: ElementLeaf, type: JsonType, column: Sql): Sql {
  const each = sql`json_each(${column}, ${pathText(leaf.path)})`
  switch (type) {
    case 'string':
      return sql`(select value from ${each} where type = 'text')`
    case 'number':
      return sql`(select value from ${each} where type in ('integer', 'real'))`
    case 'boolean':
      return sql`(select type from ${each} where type in ('true', 'false'))`
    case 'json':
      return sql`(select value from json_each(prometheus_elements(${textOf(leaf, column)})))`
  }
}

const elementEncode = (type: JsonType, own: Encode | undefined): Encode | undefined => {
  if (type === 'json') return jsonIdentity
  return type === 'boolean' ? truth : own
}

/** `has`, `hasAll` and `hasAny`: of an array field, or of an array inside JSON. */
export function jsonElements(leaf: ElementLeaf, column: Sql): Sql {
  const element = leaf.field.kind === 'array' ? elementCodec(leaf.field) : undefined
  const type = element?.type ?? leaf.jsonType ?? 'json'
  const encode = elementEncode(type, element?.encode)
  const within = elementsOf(leaf, type, column)
  const isArray = sql`${typeOf(leaf, column)} = 'array'`
  if (leaf.op === 'has') return sql`(${isArray} and ${param(leaf.param, encode)} in ${within})`
  const wanted = sql`json_each(${param(leaf.param, listText(encode))})`
  return leaf.op === 'hasAny'
    ? sql`(${isArray} and exists (select 1 from ${wanted} where value in ${within}))`
    : sql`(${isArray} and not exists (select 1 from ${wanted} where value not in ${within}))`
}
