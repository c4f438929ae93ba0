import type { Condition, Leaf } from '../../../query/condition.ts'
import type { FieldShape } from '../../../schema/shape.ts'
import { listType } from '../column-type.ts'

type WithParam = Extract<Leaf, { readonly param: number }>

const scalarType = (field: FieldShape): string => listType(field).replace(/\[\]$/, '')

function inJson({ op, jsonType }: WithParam): string {
  if (op === 'search') return 'text[]'
  if (op === 'in' || op === 'hasAll' || op === 'hasAny') return 'jsonb[]'
  return op !== 'eq' && op !== 'has' && jsonType === 'string' ? 'text' : 'jsonb'
}

function ofArray({ op, field }: WithParam): string {
  const element = field.element ?? { ...field, kind: 'text' }
  return op === 'has' ? scalarType(element) : listType(element)
}

function typeOf(leaf: WithParam): string {
  const { field, op, path } = leaf
  if (path !== undefined || field.kind === 'json') return inJson(leaf)
  if (field.kind === 'array') return ofArray(leaf)
  if (op === 'contains' || op === 'icontains' || op === 'startsWith' || op === 'endsWith') return 'text'
  if (op === 'search') return 'text[]'
  return op === 'in' ? listType(field) : scalarType(field)
}

/** The types of the parameters of a condition, as its markers would take them, by position. */
export function parameterTypes(condition: Condition): ReadonlyMap<number, string> {
  if ('items' in condition) return new Map(condition.items.flatMap((item) => [...parameterTypes(item)]))
  if (condition.op === 'related') return parameterTypes(condition.where)
  return 'param' in condition ? new Map([[condition.param, typeOf(condition)]]) : new Map()
}
