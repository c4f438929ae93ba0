import { PrometheusError } from '../../errors/error.ts'
import type { Condition } from '../../query/condition.ts'
import { among, and } from '../../query/condition.ts'
import type { Policy } from '../../query/policy.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { readAsked } from '../read/where.ts'
import type { Binding } from '../scope.ts'

/** What a write of many records goes by: the key of its shape, the values of its parameters, its condition. */
export interface Matching {
  readonly key: string
  readonly parameters: readonly unknown[]
  /** Made only where the shape is new. */
  readonly condition: () => Condition
}

/** Refuses a write of many records whose filter is missing or empty: all is said by `everything`. */
export function requireFilter(model: ConnectedModel, where: unknown, verb: string): void {
  if (where === undefined || (isPlainObject(where) && Object.keys(where).length === 0)) {
    const message = `${model.name}: ${verb} needs a filter; pass \`everything\` to mean all records.`
    throw new PrometheusError('MISSING_FILTER', message, { model: model.name })
  }
}

/** The records whose field has one of these values. */
export const havingOne = (
  { living }: ConnectedModel,
  field: FieldShape,
  values: readonly unknown[],
): Matching => ({
  key: `z${field.index}`,
  parameters: [values],
  condition: () => and(among(field, 0), living),
})

/** Reads the filter of a write of many records: of those on which the caller may do it. */
export function readMatching(binding: Binding, where: unknown, policies: readonly Policy[]): Matching {
  const key = new ShapeKey('')
  const parameters: unknown[] = []
  const condition = readAsked(binding, { where, policies }, { key, parameters })
  return { key: key.text, parameters, condition }
}
