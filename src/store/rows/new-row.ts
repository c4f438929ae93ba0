import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Row } from '../contract.ts'
import { keeperOf } from './values.ts'
import { notNullViolation } from './violations.ts'

/** Makes full rows of given values: what is not given is null. */
export function rowMaker(model: ModelShape, fields: readonly FieldShape[]): (values: Row) => unknown[] {
  const keepers = fields.map(keeperOf)
  return (values) => {
    const row: unknown[] = model.fields.map(() => null)
    fields.forEach(({ index }, i) => {
      row[index] = keepers[i]?.(values[i])
    })
    return row
  }
}

/** Refuses null in fields that take none. */
export function checkNulls(model: ModelShape, row: Row, fields: readonly FieldShape[]): void {
  for (const field of fields) {
    if (!field.nullable && row[field.index] === null) throw notNullViolation(model, field)
  }
}

/** The field whose values the store makes, of a model that has one: a key of type `auto`. */
export function generatedKey({ key }: ModelShape): FieldShape | undefined {
  const [field, second] = key
  return second === undefined && field?.idType === 'auto' && field.ref === undefined ? field : undefined
}
