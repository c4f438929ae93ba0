import type { Row } from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { chain } from '../../support/maybe-promise.ts'
import { bindingOf } from '../binding.ts'
import { includesAtWork } from '../include/load.ts'
import type { Bindable } from '../scope.ts'
import type { Columns } from './columns.ts'
import type { FindShape } from './find-shape.ts'
import { itemsOf } from './items.ts'

/** Rows as they are handed out: records or plain objects, with what they include. */
export function handOutRows(
  owner: Bindable,
  shape: FindShape,
  { plain, include }: Pick<Columns, 'plain' | 'include'>,
  rows: readonly Row[],
): MaybePromise<object[]> {
  return chain(itemsOf(owner, shape, rows, plain), (items) =>
    include.length === 0
      ? items
      : includesAtWork().attachAll(bindingOf(owner), include, { shape, rows, items }),
  )
}
