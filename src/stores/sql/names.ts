import type { ModelShape } from '../../schema/shape.ts'
import { databaseName } from '../../support/names.ts'

/** The name of the check of a column. */
export const checkName = (model: ModelShape, column: string): string =>
  databaseName(`${model.table}_${column}_check`)

/** The name of the primary key of a table, or of what stands for one. */
export const keyName = (model: ModelShape): string => databaseName(`${model.table}_pkey`)

/** The name of the reference of a column. */
export const referenceName = (model: ModelShape, column: string): string =>
  databaseName(`${model.table}_${column}_fkey`)
