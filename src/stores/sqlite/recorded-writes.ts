import type { Condition } from '../../query/condition.ts'
import { and, equals } from '../../query/condition.ts'
import type {
  DestroyPlan,
  FindPlan,
  Parameters,
  PreparedRead,
  PreparedWrite,
  Row,
  UpdatePlan,
  UpsertPlan,
} from '../../store/contract.ts'
import type { Recorder } from '../../store/record-changes.ts'
import { cast } from '../../support/cast.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import { findStatement } from '../sql/find.ts'
import { lazily } from '../sql/lazily.ts'
import { upsertStatement } from '../sql/upsert.ts'
import { returningStatement } from '../sql/write.ts'
import { appender } from './append.ts'
import { caller } from './bind.ts'
import type { Connections } from './connections.ts'
import { sqliteDialect } from './dialect.ts'
import { recording } from './recording.ts'

type Rows = (parameters: Parameters) => readonly Row[]

/** The rows that a statement on the writer gives, as the driver has them. */
function rowsOf(connections: Connections, { text, args }: ReadStatement): Rows {
  const statement = lazily(() => connections.writing(text).raw())
  const all = caller<readonly Row[]>('all', args)
  return (parameters) => all(statement(), parameters)
}

const decoded = (rows: readonly Row[], { decode }: ReadStatement): Row[] =>
  rows.map((row) =>
    row.map((raw, i) =>
      raw === null ? null : (decode[i]?.(cast<never>(raw, 'a value of this column')) ?? raw),
    ),
  )

/** The whole rows that a condition holds for. */
function wholeRows(plan: UpdatePlan | UpsertPlan, where: Condition): ReadStatement {
  const { model } = plan
  const find: FindPlan = { kind: 'find', model, fields: model.fields, where, sort: [], one: false }
  return findStatement(find, sqliteDialect)
}

/** Explains what SQLite does not tell of an error, while the statement's work can still be seen. */
function explaining<T>(
  connections: Connections,
  plan: UpdatePlan | DestroyPlan | UpsertPlan,
  run: (parameters: Parameters) => T,
) {
  return (parameters: Parameters): T => {
    try {
      return run(parameters)
    } catch (error) {
      throw connections.explain(error, plan, parameters)
    }
  }
}

/** A prepared update of a model that records its changes. */
export function prepareRecordedUpdate(
  connections: Connections,
  plan: UpdatePlan,
  recorder: Recorder,
): PreparedWrite {
  const find = wholeRows(plan, plan.where)
  const update = returningStatement(plan, sqliteDialect)
  const old = rowsOf(connections, find)
  const change = explaining(connections, plan, rowsOf(connections, update))
  const append = appender(connections)
  const run = recording(connections, plan.model, (parameters, group) => {
    const before = old(parameters)
    if (before.length === 0) return 0
    const after = change(parameters)
    const changes = recorder.updated(plan.op ?? 'update', decoded(before, find), decoded(after, update))
    append(group, changes)
    return after.length
  })
  return { run }
}

/** A prepared destroy of a model that records its changes. */
export function prepareRecordedDestroy(
  connections: Connections,
  plan: DestroyPlan,
  recorder: Recorder,
): PreparedWrite {
  const destroy = returningStatement(plan, sqliteDialect)
  const remove = explaining(connections, plan, rowsOf(connections, destroy))
  const append = appender(connections)
  const run = recording(connections, plan.model, (parameters, group) => {
    const gone = remove(parameters)
    append(group, decoded(gone, destroy).map(recorder.destroyed))
    return gone.length
  })
  return { run }
}

/** The record that an upsert would change: its parameters begin with the values of the fields. */
function targeted({ fields, target }: UpsertPlan): Condition {
  const same = target.fields.map((field) => equals(field, fields.indexOf(field)))
  const { whereNull } = target
  return whereNull === undefined ? and(...same) : and(...same, { op: 'null', not: false, field: whereNull })
}

/** A prepared upsert of a model that records its changes. */
export function prepareRecordedUpsert(
  connections: Connections,
  plan: UpsertPlan,
  recorder: Recorder,
): PreparedRead {
  const find = wholeRows(plan, targeted(plan))
  const upsert = upsertStatement(plan, sqliteDialect)
  const old = rowsOf(connections, find)
  const write = explaining(connections, plan, rowsOf(connections, upsert))
  const append = appender(connections)
  const run = recording(connections, plan.model, (parameters, group) => {
    const before = old(parameters)
    const after = write(parameters)
    if (after.length > 0) {
      const changes = recorder.updated('update', decoded(before, find), decoded(after, upsert))
      append(group, changes)
    }
    return after
  })
  return { run, decode: upsert.decode }
}
