import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Binding } from '../scope.ts'
import { transactionIn } from '../scope.ts'

/** Makes a record what was stored of it; where the transaction around that is undone, it is as it was again. */
export function adoptStored(record: RecordBase, { model, scope }: Binding, row: readonly unknown[]): void {
  const access = accessTo(record)
  transactionIn(scope)?.onRollback(access.snapshot())
  access.adopt(model, row)
}
