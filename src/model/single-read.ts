import { inspect } from 'node:util'
import { isPlainObject } from '../support/plain-object.ts'
import type { ConnectedModel } from './connected-model.ts'

/** What reads one record, or says something of one: `new` is that of a record by its key. */
export type SingleCall = 'findById' | 'findOne' | 'find' | 'count' | 'exists' | 'new'

/** One such call. */
export interface SingleRead {
  readonly model: string
  readonly call: SingleCall
  /** The attributes whose values it goes by. */
  readonly by: readonly string[]
  /** The same for calls that differ in values only. */
  readonly shape: string
  /** The same for calls that ask for the same. */
  readonly values: string
}

const DEEPEST = 10

function shapeOf(value: unknown, depth = 0): string {
  if (!isPlainObject(value) || depth > DEEPEST) return '?'
  const parts = Object.keys(value).map((key) => `${key}:${shapeOf(value[key], depth + 1)}`)
  return `{${parts.join()}}`
}

const isScalar = (value: unknown): boolean =>
  value !== undefined && value !== null && typeof value !== 'object'

/** The attributes that a filter compares with one value. */
function comparedBy(where: unknown): string[] {
  if (!isPlainObject(where)) return []
  return Object.keys(where).filter((name) => {
    const wanted = where[name]
    return isScalar(wanted) || (isPlainObject(wanted) && isScalar(wanted.$eq))
  })
}

/** Whether an attribute leads to one record, or to those of one. */
function isKeyed({ shape }: ConnectedModel, name: string): boolean {
  const unique = shape.indexes.filter((index) => index.unique).flatMap((index) => index.fields)
  const leading = [...shape.key, ...unique, ...shape.fields.filter((field) => field.ref !== undefined)]
  return leading.some((field) => field.name === name)
}

const whereOf = (args: unknown): unknown => (isPlainObject(args) ? args.where : undefined)

function comparedIn(model: ConnectedModel, call: SingleCall, [first]: readonly unknown[]): readonly string[] {
  switch (call) {
    case 'findById':
    case 'new':
      return model.shape.key.map((field) => field.name)
    case 'find':
      return comparedBy(whereOf(first)).filter((name) => isKeyed(model, name))
    case 'findOne':
      return comparedBy(whereOf(first))
    default:
      return comparedBy(first)
  }
}

/** What a call reads, or undefined where it may well read many, or the same for everybody. */
export function singleRead(
  model: ConnectedModel,
  call: SingleCall,
  args: readonly unknown[],
): SingleRead | undefined {
  const by = comparedIn(model, call, args)
  if (by.length === 0) return undefined
  const shape = `${model.name}.${call}(${args.map((given) => shapeOf(given)).join()})`
  return { model: model.name, call, by, shape, values: inspect(args, { depth: DEEPEST }) }
}
