import type { Condition } from '../../query/condition.ts'
import { and, equals } from '../../query/condition.ts'
import { invalidQuery } from '../../query/query-error.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import { Refusal } from '../../schema/values/refusal.ts'
import type { Lock } from '../../store/contract.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { execute } from '../execute.ts'
import type { Bindable, Binding } from '../scope.ts'
import type { ReadArguments } from './arguments.ts'
import { checkArguments, readLock } from './arguments.ts'
import type { Columns } from './columns.ts'
import { readColumns, readJoined } from './columns.ts'
import type { FindShape } from './find-shape.ts'
import { prepareFind } from './find-shape.ts'
import { handOutRows } from './hand-out.ts'
import { readWhere } from './where.ts'

function parseKeyPart(model: ConnectedModel, name: string, value: unknown): unknown {
  if (value === undefined) throw invalidQuery(model.name, name, 'is undefined in a key')
  const parsed = value === null ? null : model.attributes.get(name)?.parseFilter(value)
  return parsed instanceof Refusal ? null : parsed
}

/** The parts of a key that is given as an object; exactly its fields, or INVALID_QUERY. */
function keyParts({ name, shape }: ConnectedModel, key: unknown): readonly unknown[] {
  const names = shape.key.map((field) => field.name)
  if (isPlainObject(key) && Object.keys(key).every((part) => names.includes(part)))
    return names.map((part) => key[part])
  throw invalidQuery(name, undefined, `takes a key of exactly these fields: { ${names.join(', ')} }`)
}

/** The values of a key in order, or undefined where no record can have it: null, or a wrong type. */
export function readKey(model: ConnectedModel, key: unknown): readonly unknown[] | undefined {
  const { key: fields } = model.shape
  const parts = fields.length === 1 && !isPlainObject(key) ? [key] : keyParts(model, key)
  const values = fields.map(({ name }, i) => parseKeyPart(model, name, parts[i]))
  return values.includes(null) ? undefined : values
}

/** The condition that the key of a living record is equal to the first parameters. */
export const keyCondition = ({ shape, living }: ConnectedModel): Condition =>
  and(...shape.key.map(equals), living)

/** A read by the key that can run: the parameters are the key's values, and what the caller's rights ask beside it. */
export interface ReadyKeyed {
  readonly shape: FindShape
  readonly parameters: readonly unknown[]
}

/** Compiles a read of the record of a key, as far as the caller may see it. */
export function readyKeyed(
  binding: Binding,
  values: readonly unknown[],
  columns: Pick<Columns, 'fields' | 'beside' | 'joined' | 'key'>,
  lock?: Lock,
): ReadyKeyed {
  const { model } = binding
  const { fields, beside } = columns
  const key = new ShapeKey(`i${lock ?? ''}${columns.key}`)
  const parameters = [...values]
  const seen = readWhere(binding, undefined, { key, parameters })
  const joined = readJoined(binding, columns, { key, parameters })
  const shape = compiled(model, key.text, () => {
    const where = and(...model.shape.key.map(equals), seen())
    return prepareFind(model, { where, fields, beside, joined: joined?.(), sort: [], ...(lock && { lock }) })
  })
  return { shape, parameters }
}

const NO_ARGUMENTS: ReadArguments = Object.freeze({})

/** The record of a key, or null. */
export async function findById(owner: Bindable, key: unknown, given?: unknown): Promise<unknown> {
  const binding = bindingOf(owner)
  const { model } = binding
  const args = given === undefined ? NO_ARGUMENTS : checkArguments(model, given, 'findById')
  const values = readKey(model, key)
  if (values === undefined) return null
  const { guard } = binding.scope
  if (guard?.asks(model) === true) {
    const where = Object.fromEntries(model.shape.key.map(({ name }, i) => [name, values[i]]))
    return (await guard.admittedFind(owner, binding, { ...args, where }, 1))[0] ?? null
  }
  const lock = readLock(model, args.lock)
  const columns = readColumns(binding, args, { most: 1, lock })
  const { shape, parameters } = readyKeyed(binding, values, columns, lock)
  const rows = execute(binding, 'find', shape.prepared, parameters)
  const found = isPromise(rows) ? await rows : rows
  if (found.length === 0) return null
  const items = handOutRows(owner, shape, columns, found)
  return (isPromise(items) ? await items : items)[0]
}
