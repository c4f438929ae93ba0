import type { ColumnState } from '../../../store/schema-access.ts'
import { digitsOf } from '../../sql/schema/form.ts'
import { quoted } from '../../sql/schema/names.ts'
import type { Conversion } from './guards.ts'

interface Decimal {
  readonly precision: number
  readonly scale: number
}

/** The digits of the largest integer. */
const INTEGER: Decimal = { precision: 19, scale: 0 }

const decimalOf = (form: string): Decimal | undefined => (form === 'integer' ? INTEGER : digitsOf(form))

/**
 * The conversions of decimals and integers, by functions of the store: the columns have scaled integers or ordered
 * text. Nothing for other forms.
 */
export function decimal(
  from: ColumnState,
  to: ColumnState,
  is: string,
  becomes: string,
): Conversion | undefined {
  const [old, fresh] = [decimalOf(is), decimalOf(becomes)]
  if (old === undefined || fresh === undefined) return undefined
  const digits = `cast(${quoted(from.name)} as text), ${old.scale}, ${fresh.scale}, ${fresh.precision}`
  const args = `${digits}, '${from.name.replaceAll("'", "''")}'`
  return {
    expression:
      to.type === 'TEXT'
        ? `prometheus_decimal_text(${args})`
        : `cast(prometheus_decimal(${args}) as integer)`,
    guard: `prometheus_decimal_fits(${digits}, '${to.type}')`,
  }
}
