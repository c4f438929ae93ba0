import { isPlainObject } from '../../support/plain-object.ts'
import type { Binding } from '../scope.ts'

type Values = Readonly<Record<string, unknown>>

/** The values of a new record with what the session says of it; those that the caller may not write are refused. */
export function begunValues(binding: Binding, values: Values): Values {
  const { guard } = binding.scope
  return guard === null ? values : guard.beginCreate(binding, values)
}

/** The same of what comes in, whatever it is. */
export const begunCreate = (binding: Binding, values: unknown): unknown =>
  isPlainObject(values) ? begunValues(binding, values) : values
