import type { FieldShape } from '../../schema/shape.ts'
import type { Includes } from '../include/read-include.ts'
import { localFields, readInclude } from '../include/read-include.ts'
import type { Binding } from '../scope.ts'
import type { ReadArguments } from './arguments.ts'
import { indexesOf, readSelect } from './arguments.ts'

/** What a read hands out, and what it has to read for that. */
export interface Columns {
  /** What is handed out. */
  readonly fields: readonly FieldShape[]
  /** What is read beside it, to find what is included. */
  readonly beside: readonly FieldShape[]
  readonly include: Includes
  /** Whether plain objects are asked for instead of records. */
  readonly plain: boolean
  /** Their part of a shape's key; all fields are said by nothing. */
  readonly key: string
}

/** Reads `select`, `plain` and `include`. */
export function readColumns({ model, scope: { guard } }: Binding, args: ReadArguments): Columns {
  const include = readInclude(model, args.include)
  if (guard !== null) for (const { name } of localFields(include)) guard.requireReadable(model, name)
  if (args.select === undefined) {
    return { fields: model.shape.fields, beside: [], include, plain: args.plain === true, key: '' }
  }
  const fields = readSelect(model, args.select)
  const beside = [...localFields(include), ...(guard?.fieldsBeside(model, fields) ?? [])]
  return { fields, beside, include, plain: true, key: `c${indexesOf(fields)}b${indexesOf(beside)}` }
}
