import type { ResolvedRelation } from '../schema/relations.ts'
import type { FieldShape, RelationShape } from '../schema/shape.ts'
import { cast } from '../support/cast.ts'
import type { Condition, Leaf } from './condition.ts'
import { ALWAYS, and, living, NEVER, not, or, related } from './condition.ts'
import type { FilterSink, LeafDescription } from './filter-sink.ts'

type Join = (items: readonly Condition[]) => Condition

interface Group {
  readonly join: Join
  readonly items: Condition[]
}

const joins: Readonly<Record<'and' | 'or' | 'not', Join>> = {
  and: (items) => and(...items),
  or: (items) => or(...items),
  not: (items) => not(and(...items)),
}

/** A living record is there that fits. */
const along =
  (step: RelationShape, ofRule: boolean): Join =>
  (items) =>
    related(step, and(...items, living(step.target)), ofRule)

/** Makes the condition of a filter: folded, with negation pushed into the leaves. */
export class ConditionBuilder implements FilterSink {
  readonly #open: Group[] = [{ join: joins.and, items: [] }]

  begin(op: 'and' | 'or' | 'not'): void {
    this.#open.push({ join: joins[op], items: [] })
  }

  beginRelated({ steps }: ResolvedRelation, step: number, ofRule: boolean): void {
    this.#open.push({ join: along(steps[step] ?? steps[0], ofRule), items: [] })
  }

  end(): void {
    const group = this.#open.pop()
    if (group !== undefined) this.#add(group.join(group.items))
  }

  constant(truth: boolean): void {
    this.#add(truth ? ALWAYS : NEVER)
  }

  leaf(
    field: FieldShape,
    { op, not: negated, withNull = false, path, jsonType }: LeafDescription,
    param: number,
  ): void {
    const subject = { field, ...(path && { path }), ...(jsonType && { jsonType }) }
    const own = op === 'null' || op === 'exists' ? {} : op === 'in' ? { param, withNull } : { param }
    this.#add(cast<Leaf>({ ...subject, op, not: negated, ...own }, 'each op has exactly these properties'))
  }

  /** The condition of all that was heard. */
  get condition(): Condition {
    return and(...(this.#open[0]?.items ?? []))
  }

  #add(condition: Condition): void {
    this.#open.at(-1)?.items.push(condition)
  }
}
