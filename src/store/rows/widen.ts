import type { OrderTerm } from '../../query/compare.ts'
import type { FindRows } from '../../query/predicate.ts'
import type { RelatedValue } from '../../query/related-value.ts'
import { valueReader } from '../../query/value-reader.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { FindPlan, Row } from '../contract.ts'

/** A find over rows that have related values behind their fields, each like a field of its own. */
export interface Wide {
  readonly sort: readonly OrderTerm[]
  /** What is picked of a wide row. */
  readonly fields: readonly FieldShape[]
  /** Makes rows wide. */
  extend(rows: Row[], findRows: FindRows): Row[]
}

/** How the rows of a find are made wide by the related values that it sorts by or gives. */
export function widen({ model, fields, sort, related = [] }: FindPlan): Wide {
  const values: RelatedValue[] = []
  const behind = (value: RelatedValue): FieldShape => ({
    ...value.field,
    index: model.fields.length - 1 + values.push(value),
  })
  const ownTerm = ({ field, via, ...order }: OrderTerm): OrderTerm => ({
    ...order,
    field: via === undefined ? field : behind({ field, via }),
  })
  return {
    sort: sort.map(ownTerm),
    fields: [...fields, ...related.map(behind)],
    extend(rows, findRows) {
      if (values.length === 0) return rows
      const readers = values.map((value) => valueReader(value, findRows))
      return rows.map((row) => [...row, ...readers.map((read) => read(row))])
    },
  }
}
