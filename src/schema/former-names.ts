import { PrometheusError } from '../errors/error.ts'
import { databaseName, snakeCase } from '../support/names.ts'
import type { FieldShape } from './shape.ts'

/** Former names of a column or table, where `was` says any. */
export interface FormerNames {
  readonly was?: readonly string[]
}

const named = (...names: readonly string[]): FormerNames => ({ was: [...new Set(names.map(databaseName))] })

/** What a column may have been called: `was` names the attribute or the column, of a ref without or with its `Id`. */
export function formerNames(was: string | undefined, isRef: boolean): FormerNames {
  if (was === undefined) return {}
  return isRef ? named(was, snakeCase(`${was}Id`), snakeCase(was)) : named(was, snakeCase(was))
}

/** What a model's table may have been called: `was` names the model or the table. */
export function formerTables(model: string, table: string, was: string | undefined): FormerNames {
  if (was === undefined) return {}
  const names = named(was, snakeCase(was))
  if (!names.was?.includes(table)) return names
  const message = `${model}: was is '${was}', which is what the table is called now. Name what it was called before, or leave it out.`
  throw new PrometheusError('INVALID_MODEL', message, { model })
}

/** Refuses a `was` that names the field's own column, or that of another field. */
export function checkFormerNames(model: string, fields: readonly FieldShape[]): void {
  for (const { name, was = [] } of fields) {
    const other = fields.find(({ column }) => was.includes(column))
    if (other === undefined) continue
    const whose = other.name === name ? 'its own column' : `the column of ${other.name}`
    const message = `${model}.${name}: was is '${was[0]}', and that is ${whose} now. Name what the column was called before, or leave it out.`
    throw new PrometheusError('INVALID_MODEL', message, { model, field: name })
  }
}
