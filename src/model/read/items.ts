import type { Row } from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { bindingOf } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { hydrateAll } from '../hydrate.ts'
import type { RecordBase } from '../record.ts'
import type { Bindable } from '../scope.ts'
import type { RowShape } from './find-shape.ts'

/** Records or plain objects of rows, without what the caller may not read of them. */
export function itemsOf(
  owner: Bindable,
  shape: RowShape,
  rows: readonly Row[],
  plain: boolean,
): MaybePromise<object[]> {
  const items = plain ? shape.toPlain(rows) : hydrateAll(owner, rows, shape.decode)
  const binding = bindingOf(owner)
  const { guard } = binding.scope
  return guard === null ? items : guard.mask(binding, { items, shape, rows })
}

/** The record of a canonical row, without what the caller may not read of it. */
export async function recordOf(
  owner: Bindable,
  row: Row,
  decode: ConnectedModel['copyOut'],
): Promise<RecordBase | undefined> {
  const items = hydrateAll(owner, [row], decode)
  const binding = bindingOf(owner)
  await binding.scope.guard?.mask(binding, { items })
  return items[0]
}
