import { PrometheusError } from '../errors/error.ts'
import type { Row } from '../store/contract.ts'
import { cast } from '../support/cast.ts'
import { isPromise } from '../support/maybe-promise.ts'
import { isPlainObject } from '../support/plain-object.ts'
import type { ConnectedModel } from './connected-model.ts'

/** Runs the hooks of a record that was just made; they cannot wait, since a constructor cannot. */
export function initialize(record: object, { name, definition }: ConnectedModel): void {
  for (const hook of definition.hooks.afterInitialize ?? []) {
    if (isPromise(hook.call(record))) {
      throw new PrometheusError('MISUSE', `${name}: the hook afterInitialize cannot be async.`, {
        model: name,
      })
    }
  }
}

/** What every model class has to load a record by its key: the canonical row, or null. */
export const LOAD: unique symbol = Symbol('prometheus-odm.load')

/** Whether the argument of `new` is a key: no object at all, or one of exactly the key's fields. */
export function isKey({ shape }: ConnectedModel, values: unknown): boolean {
  if (values === undefined || values === null) return false
  if (!isPlainObject(values)) return typeof values !== 'object'
  const names = Object.keys(values)
  return names.length === shape.key.length && shape.key.every(({ name }) => values[name] !== undefined)
}

/** Loads a record's row by its key, with the model that the record is of. */
export function loadRow(model: unknown, key: unknown): Promise<Row | null> {
  return cast<{ [LOAD](key: unknown): Promise<Row | null> }>(model, 'every model can load')[LOAD](key)
}

/** A record is used that is loading still, or that is not there. */
export const notUsable = (model: string, state: 'loading' | 'missing'): PrometheusError =>
  state === 'missing'
    ? new PrometheusError('NOT_FOUND', `${model}: there is no such record.`, { model })
    : new PrometheusError('NOT_READY', `${model}: the record is still loading; await record.ready first.`, {
        model,
      })
