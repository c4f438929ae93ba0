import { and } from '../../query/condition.ts'
import { FilterContext } from '../../query/filter-context.ts'
import { readFilter } from '../../query/read-filter.ts'
import { readSort, sortKeyText, totalOrder } from '../../query/read-sort.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { indexesOf, readSelect } from '../read/arguments.ts'
import type { FindShape } from '../read/find-shape.ts'
import { conditionOf, prepareFind } from '../read/find-shape.ts'
import type { Include, Includes } from './read-include.ts'
import { localFields } from './read-include.ts'

/** A read of related records that can run. */
export interface RelatedRead {
  readonly shape: FindShape
  readonly parameters: readonly unknown[]
  /** The column by which its rows are found, and belong to those who asked. */
  readonly column: number
}

/** Compiles the read of the records whose `field` is one of these values. The list is one parameter. */
export function relatedRead(
  { relation, args }: Include,
  field: FieldShape,
  values: readonly unknown[],
  nested: Includes,
): RelatedRead {
  const model: ConnectedModel = relation.target
  const parameters: unknown[] = []
  const key = new ShapeKey('r')
  if (args.where !== undefined) readFilter(new FilterContext(model, key, parameters), args.where)
  const param = parameters.push(values) - 1
  const terms = args.sort === undefined ? [] : readSort(model, args.sort)
  const isOrdered = terms.length > 0 || args.limit !== undefined || args.offset !== undefined
  const fields = args.select === undefined ? model.shape.fields : readSelect(model, args.select)
  const beside = [field, ...localFields(nested)]
  key.text += `@${field.index}s${sortKeyText(terms)}${isOrdered ? 'o' : ''}c${indexesOf(fields)}b${indexesOf(beside)}`
  const shape = compiled(model, key.text, () => {
    const among = { op: 'in', field, not: false, withNull: false, param } as const
    const where = and(conditionOf(model, args.where), among)
    return prepareFind(model, {
      where,
      fields,
      beside,
      sort: isOrdered ? totalOrder(terms, model.shape.key) : [],
    })
  })
  return { shape, parameters, column: shape.fields.findIndex((read) => read.index === field.index) }
}
