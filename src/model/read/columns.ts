import type { FieldShape } from '../../schema/shape.ts'
import type { Lock } from '../../store/contract.ts'
import { includesAtWork } from '../include/load.ts'
import type { Includes } from '../include/read-include.ts'
import { localFields, readInclude } from '../include/read-include.ts'
import type { Binding } from '../scope.ts'
import type { ReadArguments } from './arguments.ts'
import { indexesOf, readSelect } from './arguments.ts'
import type { Joined } from './find-shape.ts'
import type { Reading } from './where.ts'

/** What a read hands out, and what it has to read for that. */
export interface Columns {
  /** What is handed out. */
  readonly fields: readonly FieldShape[]
  /** What is read beside it, to find what is included. */
  readonly beside: readonly FieldShape[]
  readonly include: Includes
  /** The includes that are read in the same statement. */
  readonly joined: Includes
  /** Whether plain objects are asked for instead of records. */
  readonly plain: boolean
  /** Their part of a shape's key; all fields are said by nothing. */
  readonly key: string
}

/**
 * Records with which includes are read in one statement. It saves the ways to the database; but for each record the
 * database looks anew, which for a thousand took twice the time of statements with all their keys.
 */
const FEW = 100
const NONE: Includes = []

/** What a read says of itself: how many records it reads at most, and how it locks them. */
interface ReadSize {
  readonly most?: number | undefined
  readonly lock?: Lock | undefined
}

/** What of includes is joined. Who waits for a lock wants to see what is there afterwards, and not as the statement began. */
function joinedIn(
  binding: Binding,
  include: Includes,
  { most = Number.POSITIVE_INFINITY, lock }: ReadSize,
): Includes {
  if (include.length === 0 || most > FEW || lock !== undefined) return NONE
  if (binding.scope.guard?.asks(binding.model) === true) return NONE
  return includesAtWork().joinable(binding, include)
}

/** Reads `select`, `plain` and `include`. */
export function readColumns(binding: Binding, args: ReadArguments, size: ReadSize = {}): Columns {
  const {
    model,
    scope: { guard },
  } = binding
  const include = readInclude(model, args.include)
  if (guard !== null) for (const { name } of localFields(include)) guard.requireReadable(model, name)
  const joined = joinedIn(binding, include, size)
  if (args.select === undefined) {
    return { fields: model.shape.fields, beside: [], include, joined, plain: args.plain === true, key: '' }
  }
  const fields = readSelect(model, args.select)
  const beside = [...localFields(include), ...(guard?.fieldsBeside(model, fields) ?? [])]
  return { fields, beside, include, joined, plain: true, key: `c${indexesOf(fields)}b${indexesOf(beside)}` }
}

/** Reads what is joined into the key and the parameters of a statement; gives what it is to hold. */
export const readJoined = (
  binding: Binding,
  { joined }: Pick<Columns, 'joined'>,
  reading: Reading,
): (() => Joined) | undefined =>
  joined.length === 0 ? undefined : includesAtWork().readJoined(binding, joined, reading)
