import type { Row } from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { bindingOf } from '../binding.ts'
import { hydrateAll } from '../hydrate.ts'
import { attachAll } from '../include/attach.ts'
import type { Bindable } from '../scope.ts'
import type { Columns } from './columns.ts'
import type { FindShape } from './find-shape.ts'

/** Rows as they are handed out: records or plain objects, with what they include. */
export function handOutRows(
  owner: Bindable,
  shape: FindShape,
  { plain, include }: Pick<Columns, 'plain' | 'include'>,
  rows: readonly Row[],
): MaybePromise<object[]> {
  const items = plain ? shape.toPlain(rows) : hydrateAll(owner, rows, shape.decode)
  return include.length === 0 ? items : attachAll(bindingOf(owner), include, { shape, rows, items })
}
