import { among, and } from '../../query/condition.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { compiled } from '../connected-model.ts'
import { decodeRow } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import type { FindShape } from '../read/find-shape.ts'
import { prepareFind } from '../read/find-shape.ts'
import type { Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import type { Matching } from './matching.ts'
import { keyValues } from './saved-record.ts'
import { readStoredRow } from './stored-row.ts'

/** The whole canonical rows that match, before a write changes them. */
export async function matchingRows(
  binding: Binding,
  { key, parameters, condition }: Matching,
): Promise<Row[]> {
  const { model } = binding
  const { prepared } = compiled<FindShape>(model, `y${key}`, () =>
    prepareFind(model, { where: condition(), fields: model.shape.fields, sort: [] }),
  )
  return (await execute(binding, 'find', prepared, parameters)).map((row) => decodeRow(row, prepared))
}

function keyedRead(model: ConnectedModel, field: FieldShape): FindShape {
  return compiled<FindShape>(model, 'w', () =>
    prepareFind(model, { where: and(among(field, 0), model.living), fields: model.shape.fields, sort: [] }),
  )
}

/** The rows of the same keys as they are now, in the same order; null for those that are gone. */
export async function rowsAgain(binding: Binding, rows: readonly Row[]): Promise<(Row | null)[]> {
  const { model } = binding
  const [field, second] = model.shape.key
  if (field === undefined || second !== undefined)
    return Promise.all(rows.map((row) => readStoredRow(trusted(binding), keyValues(model, row))))
  const { prepared } = keyedRead(model, field)
  const found = await execute(binding, 'find', prepared, [rows.map((row) => row[field.index])])
  const byKey = new Map(found.map((row) => decodeRow(row, prepared)).map((row) => [row[field.index], row]))
  return rows.map((row) => byKey.get(row[field.index]) ?? null)
}
