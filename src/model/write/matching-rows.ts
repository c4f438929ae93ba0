import type { Row } from '../../store/contract.ts'
import { compiled } from '../connected-model.ts'
import { decodeRow } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import type { FindShape } from '../read/find-shape.ts'
import { prepareFind } from '../read/find-shape.ts'
import type { Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import type { Matching } from './matching.ts'
import { havingOne } from './matching.ts'
import { keyValues } from './saved-record.ts'
import { readStoredRow } from './stored-row.ts'

/** The whole canonical rows that match, before a write changes them: they are kept from others until it has. */
export async function matchingRows(
  binding: Binding,
  { key, parameters, condition }: Matching,
): Promise<Row[]> {
  const { model } = binding
  const { prepared } = compiled<FindShape>(model, `y${key}`, () =>
    prepareFind(model, {
      where: condition(),
      fields: model.shape.fields,
      sort: [],
      ...(model.store.capabilities.lock && { lock: 'update' }),
    }),
  )
  return (await execute(binding, 'find', prepared, parameters)).map((row) => decodeRow(row, prepared))
}

/** The rows of the same keys as they are now, in the same order; null for those that are gone. */
export async function rowsAgain(binding: Binding, rows: readonly Row[]): Promise<(Row | null)[]> {
  const { model } = binding
  const [field, second] = model.shape.key
  if (field === undefined || second !== undefined)
    return Promise.all(rows.map((row) => readStoredRow(trusted(binding), keyValues(model, row))))
  const keys = rows.map((row) => row[field.index])
  const found = await matchingRows(binding, havingOne(model, field, keys))
  const byKey = new Map(found.map((row) => [row[field.index], row]))
  return rows.map((row) => byKey.get(row[field.index]) ?? null)
}
