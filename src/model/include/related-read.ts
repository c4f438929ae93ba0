import { among, and } from '../../query/condition.ts'
import { readSort, sortKeyText, totalOrder } from '../../query/read-sort.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { compiled } from '../connected-model.ts'
import { indexesOf, readSelect } from '../read/arguments.ts'
import type { Range } from '../read/bounds.ts'
import { boundsOf } from '../read/bounds.ts'
import type { FindRequest, FindShape } from '../read/find-shape.ts'
import { prepareFind } from '../read/find-shape.ts'
import { readWhere } from '../read/where.ts'
import type { Binding } from '../scope.ts'
import type { Include, Includes } from './read-include.ts'
import { localFields } from './read-include.ts'

/** Which related records are wanted. */
export interface RelatedRequest {
  /** Those whose field is one of the values, */
  readonly field: FieldShape
  readonly values: readonly unknown[]
  /** of each value those in this range; all, where there is none. */
  readonly range: Range | undefined
  readonly nested: Includes
  /** Whether functions are asked of each of them, and see it whole. */
  readonly isAsked: boolean
}

/** A read of related records that can run. */
export interface RelatedRead {
  readonly shape: FindShape
  readonly parameters: readonly unknown[]
  /** The column by which its rows are found, and belong to those who asked. */
  readonly column: number
}

/** What rows of related records hold, and their order; both are parts of a shape's key. */
export function rowsAskedFor(
  { model, scope: { guard } }: Binding,
  { args }: Include,
  fieldsToLead: readonly FieldShape[],
): Pick<FindRequest, 'fields' | 'beside' | 'sort'> & { readonly key: string } {
  const terms = args.sort === undefined ? [] : readSort(model, args.sort, guard)
  const isOrdered = terms.length > 0 || args.limit !== undefined || args.offset !== undefined
  const fields = args.select === undefined ? model.shape.fields : readSelect(model, args.select)
  const ruling = args.select === undefined ? [] : (guard?.fieldsBeside(model, fields) ?? [])
  const beside = [...fieldsToLead, ...ruling]
  const key = `s${sortKeyText(terms)}${isOrdered ? 'o' : ''}c${indexesOf(fields)}b${indexesOf(beside)}`
  return { fields, beside, sort: isOrdered ? totalOrder(terms, model.shape.key) : [], key }
}

/** Compiles a read of related records. The list of values is one parameter. */
export function relatedRead(
  binding: Binding,
  include: Include,
  { field, values, range, nested, isAsked }: RelatedRequest,
): RelatedRead {
  const {
    model,
    scope: { guard },
  } = binding
  guard?.requireReadable(model, field.name)
  const parameters: unknown[] = []
  const key = new ShapeKey('r')
  const condition = readWhere(binding, include.args.where, { key, parameters })
  const each = { field, param: parameters.push(values) - 1 }
  const { key: boundsKey, bounds } = boundsOf(range ?? {}, parameters)
  const whole = isAsked ? model.shape.fields : []
  const { key: rowsKey, ...rows } = rowsAskedFor(binding, include, [field, ...localFields(nested), ...whole])
  key.text += `@${field.index}${range === undefined ? '' : `e${boundsKey}`}${rowsKey}`
  const shape = compiled(model, key.text, () => {
    const where = condition()
    const chosen =
      range === undefined ? { where: and(where, among(field, each.param)) } : { where, each, ...bounds }
    return prepareFind(model, { ...chosen, ...rows })
  })
  return { shape, parameters, column: shape.fields.findIndex((read) => read.index === field.index) }
}
