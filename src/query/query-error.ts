import { PrometheusError } from '../errors/error.ts'
import { didYouMean, nearest } from '../support/nearest.ts'

/** A query argument that is wrong. */
export function invalidQuery(model: string, field: string | undefined, problem: string): PrometheusError {
  const where = field === undefined ? model : `${model}.${field}`
  return new PrometheusError(
    'INVALID_QUERY',
    `${where} ${problem}.`,
    field === undefined ? { model } : { model, field },
  )
}

/** A filter or an order by records that are in another store. */
export function otherStore(model: string, relation: string): PrometheusError {
  const message = `${model}.${relation} is in another store, so no filter or sort can use it; read its keys first, or include it.`
  return new PrometheusError('UNSUPPORTED', message, { model, field: relation })
}

/** A search in a store that has none. */
export function cannotSearch(model: string, field: string, store: string): PrometheusError {
  const message = `${model}.${field}: the store ${store} has no $search; use $icontains, or keep the model in another store.`
  return new PrometheusError('UNSUPPORTED', message, { model, field, capability: 'search' })
}

/** A name that no attribute of the model has. */
export function unknownField(model: string, name: string, known: Iterable<string>): PrometheusError {
  const suggestion = nearest(name, known)
  const shown = name.slice(0, 64)
  const details = { model, field: shown, ...(suggestion !== undefined && { nearest: suggestion }) }
  return new PrometheusError(
    'UNKNOWN_FIELD',
    `${model} has no field '${shown}'.${didYouMean(suggestion)}`,
    details,
  )
}

/** An operator that does not exist, or not for this field. */
export function unknownOperator(
  model: string,
  field: string,
  operator: string,
  known: Iterable<string>,
): PrometheusError {
  const names = [...known]
  const suggestion = nearest(operator, names)
  const shown = operator.slice(0, 64)
  const list = names.join(', ')
  const message = `${model}.${field} has no operator '${shown}'.${didYouMean(suggestion)} It has ${list === '' ? 'none' : list}.`
  return new PrometheusError('UNKNOWN_OPERATOR', message, {
    model,
    field,
    operator: shown,
    ...(suggestion && { nearest: suggestion }),
  })
}

/** A value may not be known, or not of every record. */
export const forbiddenRead = (model: string, field: string): PrometheusError =>
  new PrometheusError(
    'FORBIDDEN',
    `${model}.${field}: this session may not read it, or not of every record.`,
    {
      model,
      field,
    },
  )
