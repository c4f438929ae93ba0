import { PrometheusError } from '../../../errors/error.ts'

/** The error of two types of which the values of one do not become those of the other. */
export function refusedConversion(table: string, column: string, from: string, to: string): PrometheusError {
  const message = `${table}.${column}: values of ${from} do not become values of ${to} by themselves. Give the new field another name, fill it in a migration of its own (update ${table} set …), and remove the old one after that.`
  return new PrometheusError('MIGRATION_REFUSED', message, { table, column })
}
