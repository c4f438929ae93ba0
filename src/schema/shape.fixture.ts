import type { FieldKind } from './kinds.ts'
import type { FieldShape } from './shape.ts'

/** A field as stores see it, by what a test has to say of it. */
export const fieldShape = (
  index: number,
  name: string,
  kind: FieldKind,
  more: Partial<FieldShape> = {},
): FieldShape => ({ index, name, column: name, kind, nullable: true, ...more })

/** The one field of a model, where its name does not matter. */
export const valueShape = (kind: FieldKind, more: Partial<FieldShape> = {}): FieldShape =>
  fieldShape(0, 'value', kind, more)
