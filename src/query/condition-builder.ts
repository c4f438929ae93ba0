import type { FieldShape } from '../schema/shape.ts'
import { cast } from '../support/cast.ts'
import type { Condition, Leaf } from './condition.ts'
import { ALWAYS, and, NEVER, not, or } from './condition.ts'
import type { FilterSink, LeafDescription } from './filter-sink.ts'

interface Group {
  readonly op: 'and' | 'or' | 'not'
  readonly items: Condition[]
}

const join = ({ op, items }: Group): Condition =>
  op === 'or' ? or(...items) : op === 'and' ? and(...items) : not(and(...items))

/** Makes the condition of a filter: folded, with negation pushed into the leaves. */
export class ConditionBuilder implements FilterSink {
  readonly #open: Group[] = [{ op: 'and', items: [] }]

  begin(op: 'and' | 'or' | 'not'): void {
    this.#open.push({ op, items: [] })
  }

  end(): void {
    const group = this.#open.pop()
    if (group !== undefined) this.#add(join(group))
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
