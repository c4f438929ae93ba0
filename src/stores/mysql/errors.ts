import type { ErrorCode } from '../../errors/codes.ts'
import { isPrometheusError, PrometheusError } from '../../errors/error.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Plan } from '../../store/contract.ts'
import { danglingReference } from '../../store/dangling-reference.ts'
import { overflow } from '../sql/decimal.ts'
import { stillReferred, told, withModel } from '../sql/violations.ts'
import { CONDITIONS, OTHER } from './error-numbers.ts'
import type { Reported } from './reported.ts'
import { reported } from './reported.ts'
import type { Conversion } from './violations.ts'
import { attributeIn, fieldOf, violations } from './violations.ts'

/** What a statement was about, and the models of the store. */
export interface Concerned {
  readonly plan?: Plan | undefined
  readonly models?: readonly ModelShape[] | undefined
}

/** The column of which an expression left its range; a message has the expression, a strict write the column. */
function overflown({ number, message }: Reported, plan: Plan): FieldShape | undefined {
  const { fields } = plan.model
  if (number === 1264) return fields.find(({ name }) => name === attributeIn(message, plan.model))
  const columns = [...message.matchAll(/(?:`(?:[^`]|``)*`\.)*`((?:[^`]|``)*)`/g)].map(([, name = '']) =>
    name.replaceAll('``', '`'),
  )
  return fields.find(({ column }) => columns.includes(column))
}

const isOverflow = (number: number): boolean => number === 1264 || number === 1690

/** Which reference failed, by the constraint that the message spells out. */
function foreignKey(
  error: unknown,
  { number, message }: Reported,
  { plan, models = [] }: Concerned,
): PrometheusError | undefined {
  const found = /\(`(?:[^`]|``)*`\.`((?:[^`]|``)*)`, CONSTRAINT .* FOREIGN KEY \(`((?:[^`]|``)*)`\)/s.exec(
    message,
  )
  const [table, column] = [found?.[1], found?.[2]].map((name) => name?.replaceAll('``', '`'))
  const model = models.find((one) => one.table === table)
  const field = fieldOf(column, model)
  if (plan === undefined || model === undefined || field === undefined) return undefined
  return number === 1452
    ? danglingReference(model, field, error)
    : stillReferred(plan.model, { model, field }, error)
}

/** Any error of the driver as a {@link PrometheusError}, with what the statement was about. */
export function convertError(error: unknown, concerned: Concerned = {}): PrometheusError {
  const { plan } = concerned
  if (isPrometheusError(error)) return error
  const report = reported(error)
  const { number, message } = report
  if (number === 1451 || number === 1452) {
    const known = foreignKey(error, report, concerned)
    if (known !== undefined) return known
  }
  if (plan !== undefined && isOverflow(number)) {
    const { code, message: text, details } = withModel(overflow(overflown(report, plan)), plan.model)
    return new PrometheusError(code, text, details, error)
  }
  const [code, conversion] = violations[number] ?? plainly(number)
  const [text, details] = conversion(message, plan?.model)
  return new PrometheusError(code, text, details, error)
}

function plainly(number: number): readonly [ErrorCode, Conversion] {
  const { code, text } = CONDITIONS[number] ?? OTHER
  return [code, (_message, model) => told(model, text)]
}
