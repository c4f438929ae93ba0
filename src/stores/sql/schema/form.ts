import { isTextKind } from '../../../schema/kinds.ts'
import type { FieldShape } from '../../../schema/shape.ts'

/** What the values of a column mean, which SQLite's few types do not say: it stands in a comment of the definition. */
export function formOf(field: FieldShape): string {
  const { kind, idType = 'uuid', precision = 38, scale = 0, element } = field
  if (isTextKind(kind)) return 'text'
  if (kind === 'bigint' || (kind === 'id' && idType === 'auto')) return 'integer'
  if (kind === 'id') return idType
  if (kind === 'decimal') return `decimal(${precision}, ${scale})`
  return kind === 'array' && element !== undefined ? `array of ${formOf(element)}` : kind
}

const FORM = /^(array of )?[A-Za-z]+(\(\d+, \d+\))?$/

/** The form that a comment says, if it is one. */
export function formIn(comment: string): string | undefined {
  const text = comment.slice(2, -2).trim()
  return FORM.test(text) ? text : undefined
}

/** The digits of the form of a decimal. */
export function digitsOf(form: string | undefined): { precision: number; scale: number } | undefined {
  const found = /^decimal\((\d+), (\d+)\)$/.exec(form ?? '')
  return found === null ? undefined : { precision: Number(found[1]), scale: Number(found[2]) }
}
