import { sql } from 'kysely'
import type { Hop, RelatedValue, Via } from '../../query/related-value.ts'
import { isSingle } from '../../query/related-value.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Context } from './condition.ts'
import { columnOf, conditionSql } from './condition.ts'
import type { Sql } from './statement.ts'
import { joined } from './statement.ts'

/** The table that a hop leads to, and what of its rows are meant. */
interface Step {
  readonly context: Context
  readonly table: Sql
  readonly on: Sql
}

function stepOf({ relation: { target, local, foreign }, where }: Hop, outer: Context, inner: Context): Step {
  const condition = where.op === 'always' ? sql`` : sql` and ${conditionSql(where, inner)}`
  return {
    context: inner,
    table: sql`${sql.id(target.table)} as ${sql.id(inner.alias ?? target.table)}`,
    on: sql`${columnOf(inner, foreign)} = ${columnOf(outer, local)}${condition}`,
  }
}

/** The least value, where nothing keeps a relation to one from leading to several. */
function leastValue({ field, via }: RelatedValue, outer: Context): Sql {
  let context = outer
  const steps = via.map((hop, i) => {
    const inner = { ...outer, model: hop.relation.target, alias: `~${i + 1}`, depth: via.length }
    const step = stepOf(hop, context, inner)
    context = inner
    return step
  })
  const value = columnOf(context, field)
  const conditions = joined([...steps.map(({ on }) => on), sql`${value} is not null`], sql` and `)
  return sql`(select ${value} from ${joined(steps.map(({ table }) => table))} where ${conditions} order by ${value} limit 1)`
}

/** The joins of a statement by which the values of related records are columns; values that share steps share joins. */
export class Joins {
  readonly #context: Context
  readonly #joins = new Map<string, Step>()

  constructor(context: Context) {
    this.#context = context
  }

  /** A value of the model or of a related record. */
  value({ field, via }: { readonly field: FieldShape; readonly via?: Via }): Sql {
    if (via === undefined) return columnOf(this.#context, field)
    if (!isSingle(via)) return leastValue({ field, via }, this.#context)
    return columnOf(this.#along(via), field)
  }

  /** The joins that the values need. */
  get text(): Sql {
    if (this.#joins.size === 0) return sql``
    return joined(
      [...this.#joins.values()].map(({ table, on }) => sql` left join ${table} on ${on}`),
      sql``,
    )
  }

  #along(via: Via): Context {
    let context = this.#context
    let path = ''
    for (const hop of via) {
      path += `.${hop.relation.name}`
      context = this.#join(path, hop, context).context
    }
    return context
  }

  #join(path: string, hop: Hop, outer: Context): Step {
    const known = this.#joins.get(path)
    if (known !== undefined) return known
    const alias = `~r${this.#joins.size + 1}`
    const step = stepOf(hop, outer, { ...this.#context, model: hop.relation.target, alias })
    this.#joins.set(path, step)
    return step
  }
}
