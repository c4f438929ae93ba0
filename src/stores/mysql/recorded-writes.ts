import { ALWAYS } from '../../query/condition.ts'
import type { Decode, DestroyPlan, Parameters, PreparedWrite, Row, UpdatePlan } from '../../store/contract.ts'
import type { Recorder } from '../../store/record-changes.ts'
import { cast } from '../../support/cast.ts'
import { bind } from '../sql/bind.ts'
import type { ReadStatement } from '../sql/clauses.ts'
import type { Dialect } from '../sql/dialect.ts'
import { findStatement } from '../sql/find.ts'
import { lazily } from '../sql/lazily.ts'
import type { Connection } from './connection.ts'
import type { Job, Told } from './job.ts'
import type { Call } from './keyed.ts'
import { keyed } from './keyed.ts'
import { lockingStatement } from './locking.ts'
import { ownReferences, refersToOwn } from './own-references.ts'
import { atOnce, recorded } from './recorded.ts'
import type { Runner } from './runner.ts'
import { destroyText, updateText } from './writes.ts'

/** A plan that writes, with what it is run by. */
export interface Recorded<P> {
  readonly plan: P
  readonly recorder: Recorder
  readonly dialect: Dialect
}

const decoded = (rows: readonly Row[], decode: readonly (Decode | undefined)[]): Row[] =>
  rows.map((row) =>
    row.map((raw, i) => {
      const own = decode[i]
      return raw === null || own === undefined ? raw : own(cast<never>(raw, 'a value of this column'))
    }),
  )

/** Runs the calls of a statement that writes; several, all or none. */
async function write(connection: Connection, calls: readonly Call[]): Promise<void> {
  const run = async (): Promise<void> => {
    for (const { text, values } of calls) await connection.write(text, values)
  }
  await (calls.length < 2 ? run() : atOnce(connection, run))
}

/** What is found before a write and locked: records, and the keys that they will have. */
interface Found {
  readonly rows: readonly Row[]
  readonly keys: readonly Row[]
}

/** Finds the records that a plan writes, and locks them. */
function finder({ plan, dialect }: Recorded<UpdatePlan | DestroyPlan>) {
  const { model, where } = plan
  const { text, args, decode } = lockingStatement(
    { model, set: plan.kind === 'update' ? plan.set : [] },
    where,
    dialect,
  )
  const count = model.fields.length
  return async (connection: Connection, parameters: Parameters): Promise<Found> => {
    const found = decoded(await connection.rows(text, bind(args, parameters)), decode)
    return { rows: found.map((row) => row.slice(0, count)), keys: found.map((row) => row.slice(count)) }
  }
}

const keysOf = (rows: readonly Row[], { model }: UpdatePlan | DestroyPlan): readonly Row[] =>
  rows.map((row) => model.key.map(({ index }) => row[index]))

/** Reads whole records by their keys. */
function reader({ model }: UpdatePlan, dialect: Dialect) {
  const find = { kind: 'find', model, fields: model.fields, sort: [], one: false } as const
  const { decode } = findStatement({ ...find, where: ALWAYS }, dialect)
  const calls = keyed<ReadStatement>(model, 0, (where) => findStatement({ ...find, where }, dialect))
  return async (connection: Connection, keys: readonly Row[]): Promise<Row[]> => {
    const rows: Row[] = []
    for (const { text, values } of calls([], keys)) rows.push(...(await connection.rows(text, values)))
    return decoded(rows, decode)
  }
}

/** The records as they are after an update: known where it sets given values only, else read. */
function following({ plan, dialect }: Recorded<UpdatePlan>) {
  const given = plan.set.flatMap(({ field, to }) =>
    to.op === 'set' ? [[field.index, to.param] as const] : [],
  )
  const read = lazily(() => reader(plan, dialect))
  return (connection: Connection, { rows, keys }: Found, parameters: Parameters): Promise<Row[]> | Row[] => {
    if (given.length < plan.set.length) return read()(connection, keys)
    return rows.map((row) => {
      const after = [...row]
      for (const [index, param] of given) after[index] = parameters[param]
      return after
    })
  }
}

/** A prepared update of a model that records its changes. */
export function prepareRecordedUpdate(runner: Runner, recording: Recorded<UpdatePlan>): PreparedWrite {
  const { plan, recorder, dialect } = recording
  const find = finder(recording)
  const after = following(recording)
  const updated = recorder.updating(
    plan.op ?? 'update',
    plan.set.map(({ field }) => field),
  )
  let update: ReturnType<typeof keyed> | undefined
  const job: Job<Told<number>> = {
    plan,
    writes: true,
    async run(connection, parameters) {
      const found = await find(connection, parameters)
      const { rows } = found
      if (rows.length === 0) return { result: 0, changes: [] }
      update ??= keyed(plan.model, parameters.length, (where) => updateText({ ...plan, where }, dialect))
      await write(connection, update(parameters, keysOf(rows, plan)))
      const changes = updated(rows, await after(connection, found, parameters))
      return { result: rows.length, changes }
    },
  }
  return { run: recorded(runner, job), text: updateText(plan, dialect).text }
}

/** Removes records by their keys; where they refer to each other, their references go first. */
function remover(runner: Runner, { plan, dialect }: Recorded<DestroyPlan>) {
  const { model } = plan
  const references = ownReferences(model)
  const set = references.map((field, param) => ({ field, to: { op: 'set', param } }) as const)
  const remove = keyed(model, 0, (where) => destroyText({ ...plan, where }, dialect))
  const clear = keyed(model, set.length, (where) =>
    updateText({ kind: 'update', model, set, where }, dialect),
  )
  return async (connection: Connection, keys: readonly Row[]): Promise<void> => {
    const calls = remove([], keys)
    try {
      await write(connection, calls)
    } catch (error) {
      if (references.length === 0 || !refersToOwn(runner.failure(plan, error), model)) throw error
      const nulls = references.map(() => null)
      await write(connection, [...clear(nulls, keys), ...calls])
    }
  }
}

/** A prepared destroy of a model that records its changes. */
export function prepareRecordedDestroy(runner: Runner, recording: Recorded<DestroyPlan>): PreparedWrite {
  const { plan, recorder, dialect } = recording
  const find = finder(recording)
  const remove = remover(runner, recording)
  const job: Job<Told<number>> = {
    plan,
    writes: true,
    async run(connection, parameters) {
      const { rows, keys } = await find(connection, parameters)
      if (rows.length > 0) await remove(connection, keys)
      return { result: rows.length, changes: rows.map(recorder.destroyed) }
    },
  }
  return { run: recorded(runner, job), text: destroyText(plan, dialect).text }
}
