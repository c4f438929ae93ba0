import { sql } from 'kysely'
import type {
  Condition,
  EqualLeaf,
  InLeaf,
  Leaf,
  Ordering,
  OrderLeaf,
  RelatedLeaf,
  TextLeaf,
} from '../../query/condition.ts'
import type { ModelShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import type { Dialect, Operand, TextTest } from './dialect.ts'
import type { Sql } from './statement.ts'
import { joined, param } from './statement.ts'

/** What the parts of a statement are compiled for. */
export interface Context {
  readonly dialect: Dialect
  readonly model: ModelShape
  /** What the statement calls the model's table, where that is not the table's own name. */
  readonly alias?: string
  /** How many levels of related records are around it: each has a name of its own, which no table has. */
  readonly depth?: number
  /** Whether the statement changes or locks the rows that it finds, and so may wait for them. */
  readonly holds?: boolean
}

const OPERATORS: Readonly<Record<Ordering, readonly [plain: Sql, negated: Sql]>> = {
  gt: [sql`>`, sql`<=`],
  gte: [sql`>=`, sql`<`],
  lt: [sql`<`, sql`>=`],
  lte: [sql`<=`, sql`>`],
}

/** A column of the model by its full name, so that no subquery can take it for one of its own. */
export const columnOf = ({ model, alias = model.table }: Context, field: { readonly column: string }): Sql =>
  sql`${sql.id(alias, field.column)}`

const guarded = ({ guard }: Operand, condition: Sql): Sql =>
  guard === undefined ? condition : sql`(${guard} and ${condition})`

/** The complement where null counts as false. */
const complement = (condition: Sql): Sql => sql`((${condition}) is not true)`

/** The condition or, where it is negated, its complement in a form that can use an index. */
function either(leaf: Leaf, operand: Operand, plain: Sql, negated: Sql): Sql {
  if (!leaf.not) return guarded(operand, plain)
  if (operand.guard !== undefined) return complement(guarded(operand, plain))
  return operand.nullable ? sql`(${negated} or ${operand.value} is null)` : negated
}

function equal(leaf: EqualLeaf, operand: Operand, { dialect }: Context): Sql {
  const marker = param(leaf.param, operand.encode)
  const value = operand.marker === undefined ? marker : operand.marker(marker)
  if (!leaf.not) return guarded(operand, sql`${operand.value} = ${value}`)
  if (operand.guard !== undefined) return complement(guarded(operand, sql`${operand.value} = ${value}`))
  return dialect.differs(operand.value, value)
}

function ordered(leaf: OrderLeaf, operand: Operand): Sql {
  const [plain, negated] = OPERATORS[leaf.op]
  const value = param(leaf.param, operand.encode)
  return either(
    leaf,
    operand,
    sql`${operand.value} ${plain} ${value}`,
    sql`${operand.value} ${negated} ${value}`,
  )
}

function listed(leaf: InLeaf, operand: Operand, { dialect }: Context, column: Sql): Sql {
  const list = { position: leaf.param, encode: operand.encode, field: leaf.field }
  const within = dialect.within(operand.value, list, false)
  const outside = dialect.within(operand.value, list, true)
  if (!leaf.withNull) return either(leaf, operand, within, outside)
  const nullable = dialect.nullOf(leaf, column)
  if (!leaf.not) return sql`(${guarded(operand, within)} or ${nullable} is null)`
  const beside = operand.guard === undefined ? outside : complement(guarded(operand, within))
  return sql`(${beside} and ${nullable} is not null)`
}

function matched(leaf: TextLeaf, operand: Operand, { dialect }: Context): Sql {
  const test = cast<TextTest>(dialect.text[leaf.op], 'no search comes to a store that says it has none')
  const condition = guarded(operand, test(operand.value, leaf.param))
  return leaf.not ? complement(condition) : condition
}

function leafSql(leaf: Leaf, context: Context): Sql {
  const { dialect } = context
  const column = columnOf(context, leaf.field)
  switch (leaf.op) {
    case 'null':
      return sql`${dialect.nullOf(leaf, column)} ${leaf.not ? sql`is not null` : sql`is null`}`
    case 'exists':
      return leaf.not ? complement(dialect.exists(leaf, column)) : dialect.exists(leaf, column)
    case 'has':
    case 'hasAll':
    case 'hasAny':
      return leaf.not ? complement(dialect.elements(leaf, column)) : dialect.elements(leaf, column)
    case 'eq':
      return equal(leaf, dialect.operand(leaf, column), context)
    case 'in':
      return listed(leaf, dialect.operand(leaf, column), context, column)
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return ordered(leaf, dialect.operand(leaf, column))
    default:
      return matched(leaf, dialect.operand(leaf, column), context)
  }
}

/** Databases bound the depth of an expression, and a chain of n is n deep to them: a long one becomes a tree. */
const LONGEST_CHAIN = 64

function junction(parts: readonly Sql[], separator: Sql): Sql {
  if (parts.length <= LONGEST_CHAIN) return sql`(${joined(parts, separator)})`
  const middle = Math.ceil(parts.length / 2)
  const halves = [parts.slice(0, middle), parts.slice(middle)].map((half) => junction(half, separator))
  return sql`(${joined(halves, separator)})`
}

function related({ relation: { target, local, foreign }, where, not }: RelatedLeaf, outer: Context): Sql {
  const depth = (outer.depth ?? 0) + 1
  const alias = `~${depth}`
  const inner = { ...outer, model: target, alias, depth }
  const from = sql`from ${sql.id(target.table)} as ${sql.id(alias)}`
  const join = sql`${columnOf(inner, foreign)} = ${columnOf(outer, local)}`
  const condition = where.op === 'always' ? sql`` : sql` and ${conditionSql(where, inner)}`
  const found = sql`exists (select 1 ${from} where ${join}${condition})`
  if (!not) return found
  return (outer.holds && outer.dialect.lacking?.(found)) || sql`not ${found}`
}

/** A condition as SQL that is true exactly where the condition holds (elsewhere false or null). */
export function conditionSql(condition: Condition, context: Context): Sql {
  const partsOf = (items: readonly Condition[]) => items.map((item) => conditionSql(item, context))
  switch (condition.op) {
    case 'always':
      return sql`1 = 1`
    case 'never':
      return sql`1 = 0`
    case 'and':
      return junction(partsOf(condition.items), sql` and `)
    case 'or':
      return junction(partsOf(condition.items), sql` or `)
    case 'related':
      return related(condition, context)
    default:
      return leafSql(condition, context)
  }
}

/** The WHERE clause, or nothing where the condition always holds. */
export const whereSql = (condition: Condition, context: Context): Sql =>
  condition.op === 'always' ? sql`` : sql` where ${conditionSql(condition, context)}`
