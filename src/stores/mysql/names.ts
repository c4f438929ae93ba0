import type { FieldShape, IndexShape } from '../../schema/shape.ts'
import { databaseName } from '../../support/names.ts'

/** The column that has the hash of a text that is too long for an index. */
export const hashColumn = ({ column }: FieldShape): string => databaseName(`${column}~hash`)

/** The column that is 1 in the records that are not destroyed, and null in those that are. */
export const livingColumn = ({ column }: FieldShape): string => databaseName(`${column}~living`)

/** The index by which values are found whose unique index has hashes of them. */
export const searchIndex = ({ name }: IndexShape): string => databaseName(`${name}~search`)
