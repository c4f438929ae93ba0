export { type ErrorCodeEntry, errorTable } from './errors/codes.ts'
export { type FieldTableRow, fieldTable } from './schema/field-table.ts'
