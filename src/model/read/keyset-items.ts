import type { FieldShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import type { Bindable } from '../binding.ts'
import { bindingOf } from '../binding.ts'
import { compiled } from '../connected-model.ts'
import { hydrateAll } from '../record.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { FindShape } from './find-shape.ts'
import { columnsOf } from './find-shape.ts'

/** As what the rows of a keyset read are handed out. */
export interface ItemForm {
  readonly fields: readonly FieldShape[]
  readonly plain: boolean
  readonly selected: boolean
}

/** The rows of a keyset read as they are handed out: without the columns that were read for the order alone. */
export function keysetItems(
  owner: Bindable,
  shape: FindShape,
  rows: readonly Row[],
  form: ItemForm,
): unknown[] {
  if (!form.plain && !form.selected) return hydrateAll(owner, rows, shape.decode)
  if (shape.fields.length === form.fields.length) return shape.toPlain(rows)
  const { model } = bindingOf(owner)
  const key = `m${shape.fields.map((field) => field.index).join()}:${form.fields.length}`
  const map = compiled(model, key, () => createRowMapper(columnsOf(form.fields, shape.decode)))
  return map(rows)
}
