import type { RecordedChange } from '../../store/record-changes.ts'
import { lazily } from '../sql/lazily.ts'
import type { Connections } from './connections.ts'
import type { Group } from './group.ts'

const APPEND =
  'insert into prometheus_change (tx, model, op, key, "before", "after", secret, at) values (?, ?, ?, ?, ?, ?, ?, ?)'

/** Records changes in a group, in the transaction that is open on the writer. */
export type Append = (group: Group, changes: readonly RecordedChange[]) => void

/** Makes what records changes. */
export function appender(connections: Connections): Append {
  const insert = lazily(() => connections.writing(APPEND))
  return (group, changes) => {
    const at = Date.now()
    for (const { model, op, key, before, after, secret } of changes) {
      const first = group.first ?? null
      const { lastInsertRowid } = insert().run(first, model, op, key, before, after, secret, at)
      group.first ??= lastInsertRowid
    }
  }
}
