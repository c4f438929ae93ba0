import type { Condition } from '../../query/condition.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type {
  Decode,
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
import { targetOf } from '../sql/upsert-target.ts'
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

const decodedValue = (raw: unknown, decode: Decode | undefined): unknown =>
  raw === null || decode === undefined ? raw : decode(cast<never>(raw, 'a value of this column'))

const decoded = (rows: readonly Row[], { decode }: ReadStatement): Row[] =>
  rows.map((row) => row.map((raw, i) => decodedValue(raw, decode[i])))

/** Rows that were found, at their places in whole rows; what was not read is missing there. */
function placed(rows: readonly Row[], { decode }: ReadStatement, fields: readonly FieldShape[]): Row[] {
  return rows.map((row) => {
    const whole: unknown[] = []
    row.forEach((raw, i) => {
      const { index } = fields[i] as FieldShape
      whole[index] = decodedValue(raw, decode[i])
    })
    return whole
  })
}

/** What has to be read before an update: what it sets and the key, and all where the key itself is set. */
function fieldsBefore({ model, set }: UpdatePlan | UpsertPlan): readonly FieldShape[] {
  const fields = set.map(({ field }) => field)
  return fields.some((field) => model.key.includes(field))
    ? model.fields
    : [...new Set([...model.key, ...fields])]
}

/** The records that a condition holds for, as they are before an update. */
function before(connections: Connections, plan: UpdatePlan | UpsertPlan, where: Condition) {
  const fields = fieldsBefore(plan)
  const find: FindPlan = { kind: 'find', model: plan.model, fields, where, sort: [], one: false }
  const statement = findStatement(find, sqliteDialect)
  const rows = rowsOf(connections, statement)
  return (parameters: Parameters) => placed(rows(parameters), statement, fields)
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
  const update = returningStatement(plan, sqliteDialect)
  const old = before(connections, plan, plan.where)
  const change = explaining(connections, plan, rowsOf(connections, update))
  const append = appender(connections)
  const set = plan.set.map(({ field }) => field)
  const updated = recorder.updating(plan.op ?? 'update', set)
  const run = recording(connections, plan.model, (parameters, group) => {
    const rows = old(parameters)
    if (rows.length === 0) return 0
    const after = change(parameters)
    append(group, updated(rows, decoded(after, update)))
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

/** A prepared upsert of a model that records its changes. */
export function prepareRecordedUpsert(
  connections: Connections,
  plan: UpsertPlan,
  recorder: Recorder,
): PreparedRead {
  const upsert = upsertStatement(plan, sqliteDialect)
  const old = before(connections, plan, targetOf(plan))
  const write = explaining(connections, plan, rowsOf(connections, upsert))
  const append = appender(connections)
  const set = plan.set.map(({ field }) => field)
  const updated = recorder.updating('update', set)
  const run = recording(connections, plan.model, (parameters, group) => {
    const rows = old(parameters)
    const after = write(parameters)
    if (after.length > 0) append(group, updated(rows, decoded(after, upsert)))
    return after
  })
  return { run, decode: upsert.decode }
}
