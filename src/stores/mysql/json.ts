import { sql } from 'kysely'
import type { ElementLeaf, JsonType, Leaf } from '../../query/condition.ts'
import type { Operand } from '../sql/dialect.ts'
import { elementCodec } from '../sql/elements.ts'
import type { Encode, Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'
import { codecOf } from './codecs.ts'
import { elementsOf } from './elements.ts'
import type { Server } from './server.ts'

const json: Encode = (value) => JSON.stringify(value)

/** The type of JSON; a cast gives it the collation of the session, which MySQL does not compare with that of its own. */
const typeOf = (value: Sql): Sql => sql`cast(json_type(${value}) as char)`

const NUMBERS = sql`('INTEGER', 'DOUBLE', 'DECIMAL', 'UNSIGNED INTEGER')`

/** What is compared of JSON: by type and deeply, or, where an order or a text is asked for, of one type. */
export class JsonConditions {
  readonly #server: Server

  constructor(server: Server) {
    this.#server = server
  }

  /** What a leaf compares in a JSON field. */
  operand(leaf: Leaf, column: Sql): Operand {
    const value = this.#at(leaf, column)
    if (leaf.op === 'eq' || leaf.op === 'in') {
      const { canonical, canonicalText } = this.#server
      const encode = leaf.path === undefined ? codecOf(leaf.field).encode : json
      return { value: canonical(value), nullable: true, encode, marker: canonicalText }
    }
    const type = leaf.jsonType ?? 'string'
    return { value: this.#typed(value, type), nullable: true, ...(type === 'boolean' && { encode: json }) }
  }

  /** Null is also what is missing, and a null in JSON. */
  nullOf(leaf: Leaf, column: Sql): Sql {
    return leaf.path === undefined ? column : sql`nullif(${typeOf(this.#at(leaf, column))}, 'NULL')`
  }

  /** Whether there is anything at the path, be it null. */
  exists(leaf: Leaf, column: Sql): Sql {
    return sql`${this.#at(leaf, column)} is not null`
  }

  /** The items of a list, which is one parameter, as a subquery of one column. */
  items(position: number, encode: Encode = json): Sql {
    const { canonical } = this.#server
    const list = elementsOf(param(position, listOf(encode)), '~l')
    return sql`(select ${canonical(sql.id('~l', 'v'))} from ${list})`
  }

  /** `has`, `hasAll` and `hasAny`: of an array field, or of an array inside JSON. */
  elements(leaf: ElementLeaf, column: Sql): Sql {
    const { canonical, canonicalText, contains } = this.#server
    const value = this.#at(leaf, column)
    const own = leaf.field.kind === 'array' ? elementCodec(leaf.field).encode : undefined
    const encode: Encode = own === undefined ? json : (item) => JSON.stringify(own(item))
    const isArray = sql`${typeOf(value)} = 'ARRAY'`
    if (leaf.op === 'has')
      return sql`(${isArray} and ${contains(value, canonicalText(param(leaf.param, encode)))})`
    const wanted = elementsOf(param(leaf.param, listOf(encode)), '~w')
    const isIn = contains(value, canonical(sql.id('~w', 'v')))
    return leaf.op === 'hasAny'
      ? sql`(${isArray} and exists (select 1 from ${wanted} where ${isIn}))`
      : sql`(${isArray} and not exists (select 1 from ${wanted} where not ${isIn}))`
  }

  /** The value at the leaf's path, as JSON; null where there is none. */
  #at({ path = [] }: Leaf, column: Sql): Sql {
    const json = this.#server.readable(column)
    if (path.length === 0) return json
    const text = path.reduce((whole, key) => `${whole}.${JSON.stringify(key)}`, '$')
    return sql`json_extract(${json}, ${sql.lit(text)})`
  }

  /** The value where it is of a type, else null: a cast of anything else would fail in a write. */
  #typed(value: Sql, type: JsonType): Sql {
    const is = (types: Sql, as: Sql): Sql => sql`(case when ${typeOf(value)} in ${types} then ${as} end)`
    const text = sql`json_unquote(${value}) collate ${sql.raw(this.#server.collation)}`
    if (type === 'number') return is(NUMBERS, sql`cast(${value} as double)`)
    return is(type === 'boolean' ? sql`('BOOLEAN')` : sql`('STRING')`, text)
  }
}

/** Encodes a list as JSON, from the JSON of its items. */
const listOf =
  (encode: Encode): Encode =>
  (list) =>
    `[${(list as readonly unknown[]).map(encode).join(',')}]`
