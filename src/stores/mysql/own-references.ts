import { isPrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'

/** The fields by which records of a model may refer to each other, and can cease to. */
export const ownReferences = ({ fields, table }: ModelShape): readonly FieldShape[] =>
  fields.filter(({ ref, nullable }) => ref?.table === table && nullable)

/** Whether a record was kept because another of the same model refers to it, which may be about to go too. */
export const refersToOwn = (error: unknown, { name }: ModelShape): boolean =>
  isPrometheusError(error) &&
  error.code === 'FOREIGN_KEY_VIOLATION' &&
  cast<{ model?: string } | undefined>(error.details.referrer, 'as the error is made')?.model === name
