import type { Condition } from '../../query/condition.ts'
import { among, and, equals } from '../../query/condition.ts'
import type { FieldShape, ModelShape } from '../../schema/shape.ts'
import type { Parameters, Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { bind } from '../sql/bind.ts'
import { lazily } from '../sql/lazily.ts'
import type { Statement } from '../sql/statement.ts'

/** How many keys one statement takes. */
const MOST_KEYS = 5_000

/** A statement with the values of its markers. */
export interface Call {
  readonly text: string
  readonly values: readonly unknown[]
}

/** The record whose key stands in the parameters from a position on. */
export const keyedFrom = ({ key }: ModelShape, position: number): Condition =>
  and(...key.map((field, i) => equals(field, position + i)))

/** A statement for records by their keys, whose other parameters come before: few calls, or one for each record. */
export function keyed<S extends Statement>(
  model: ModelShape,
  position: number,
  make: (where: Condition) => S,
): (parameters: Parameters, keys: readonly Row[]) => readonly Call[] {
  const [first, second] = model.key
  const one = lazily(() => make(keyedFrom(model, position)))
  const many = lazily(() => make(among(cast<FieldShape>(first, 'every model has a key'), position)))
  const call = ({ text, args }: Statement, parameters: Parameters): Call => ({
    text,
    values: bind(args, parameters),
  })
  return (parameters, keys) => {
    if (second !== undefined || keys.length === 1)
      return keys.map((key) => call(one(), [...parameters, ...key]))
    const chunks = Array.from({ length: Math.ceil(keys.length / MOST_KEYS) }, (_, i) =>
      keys.slice(i * MOST_KEYS, (i + 1) * MOST_KEYS).map(([value]) => value),
    )
    return chunks.map((values) => call(many(), [...parameters, values]))
  }
}
