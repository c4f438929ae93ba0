import { PrometheusError } from '../../errors/error.ts'
import { invalidQuery, unknownField } from '../../query/query-error.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Lock } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { didYouMean, nearest } from '../../support/nearest.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { Range } from './bounds.ts'

/** The arguments of a read, as they come in. */
export interface ReadArguments {
  readonly where?: unknown
  readonly sort?: unknown
  readonly limit?: unknown
  readonly offset?: unknown
  readonly select?: unknown
  readonly plain?: unknown
  readonly lock?: unknown
  readonly include?: unknown
  readonly after?: unknown
  readonly before?: unknown
  readonly chunk?: unknown
}

const common = ['where', 'sort', 'limit', 'select', 'plain', 'include']
const known = {
  find: new Set([...common, 'offset', 'lock']),
  include: new Set([...common, 'offset']),
  findById: new Set(['select', 'plain', 'lock', 'include']),
  page: new Set([...common, 'after', 'before']),
  stream: new Set([...common, 'offset', 'chunk']),
} as const

/** Checks that arguments are an object without unknown keys; a key whose value is undefined is as good as absent. */
export function checkArguments(
  model: ConnectedModel,
  args: unknown,
  kind: keyof typeof known,
): ReadArguments {
  if (!isPlainObject(args))
    throw invalidQuery(model.name, undefined, 'takes its arguments as an object such as { where: … }')
  for (const key of Object.keys(args)) {
    if (known[kind].has(key)) continue
    const hint = didYouMean(nearest(key, known[kind])).replace(/\?$/, '?')
    throw invalidQuery(
      model.name,
      undefined,
      `knows no argument '${key.slice(0, 64)}' of ${kind}.${hint}`.replace(/\.$/, ''),
    )
  }
  if (args.where === undefined && 'where' in args)
    throw invalidQuery(model.name, undefined, 'has undefined for a filter; leave where out to mean all')
  return args
}

/** A whole number that is not negative, or INVALID_QUERY. */
export function readCount(model: ConnectedModel, name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw invalidQuery(model.name, undefined, `takes a whole number that is not negative for ${name}`)
}

/** The limit and offset that are asked for. */
export const readRange = (model: ConnectedModel, { limit, offset }: ReadArguments): Range => ({
  limit: limit === undefined ? undefined : readCount(model, 'limit', limit),
  offset: offset === undefined ? undefined : readCount(model, 'offset', offset),
})

function storedField(model: ConnectedModel, name: string): FieldShape {
  const attribute = model.attributes.get(name)
  if (attribute === undefined) throw unknownField(model.name, name, model.attributes.keys())
  if (attribute.shape === undefined)
    throw invalidQuery(model.name, name, 'is not stored, so it cannot be selected')
  return attribute.shape
}

/** The fields that `select` names: `{ name: true }`. */
export function readSelect(model: ConnectedModel, select: unknown): readonly FieldShape[] {
  if (!isPlainObject(select))
    throw invalidQuery(model.name, undefined, 'takes a select such as { name: true }')
  const names = Object.keys(select).filter((name) => readChoice(model, name, select[name]))
  if (names.length === 0) throw invalidQuery(model.name, undefined, 'has a select that selects nothing')
  return names.map((name) => storedField(model, name))
}

function readChoice(model: ConnectedModel, name: string, choice: unknown): boolean {
  if (choice === true || choice === undefined) return choice === true
  throw invalidQuery(model.name, name.slice(0, 64), 'can be selected by true only')
}

const LOCKS: ReadonlySet<unknown> = new Set<Lock>(['update', 'share', 'update skip locked'])

/** The lock that is asked for. */
export function readLock(model: ConnectedModel, lock: unknown): Lock | undefined {
  if (lock === undefined) return undefined
  if (!LOCKS.has(lock))
    throw invalidQuery(model.name, undefined, `takes one of '${[...LOCKS].join("', '")}' for lock`)
  const { name, capabilities } = model.store
  if (lock === 'update skip locked' ? capabilities.skipLocked : capabilities.lock)
    return cast<Lock>(lock, 'it is one of them')
  const message = `${model.name}: the store ${name} has no lock '${lock}'.`
  throw new PrometheusError('UNSUPPORTED', message, { model: model.name })
}

/** The positions of fields, for the key of a shape. */
export const indexesOf = (fields: readonly FieldShape[]): string => fields.map((field) => field.index).join()
