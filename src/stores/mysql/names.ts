import type { FieldShape, IndexShape, ModelShape } from '../../schema/shape.ts'
import { databaseName } from '../../support/names.ts'

/** The name of the check of a column. */
export const checkName = (model: ModelShape, column: string): string =>
  databaseName(`${model.table}_${column}_check`)

/** The name of what stands for the primary key of a table whose key is too long for one. */
export const keyName = (model: ModelShape): string => databaseName(`${model.table}_pkey`)

/** The name of the reference of a column. */
export const referenceName = (model: ModelShape, column: string): string =>
  databaseName(`${model.table}_${column}_fkey`)

/** The column that has the hash of a text that is too long for an index. */
export const hashColumn = ({ column }: FieldShape): string => databaseName(`${column}~hash`)

/** The column that is 1 in the records that are not destroyed, and null in those that are. */
export const livingColumn = ({ column }: FieldShape): string => databaseName(`${column}~living`)

/** The index by which values are found whose unique index has hashes of them. */
export const searchIndex = ({ name }: IndexShape): string => databaseName(`${name}~search`)
