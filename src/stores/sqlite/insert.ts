import { setImmediate as nextTurn } from 'node:timers/promises'
import type { InsertPlan, PreparedInsert, Row } from '../../store/contract.ts'
import { recorderOf } from '../../store/record-changes.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { lazily } from '../sql/lazily.ts'
import type { Statement } from '../sql/statement.ts'
import { isAutoKey } from '../sql/table.ts'
import { appender } from './append.ts'
import { binder } from './bind.ts'
import type { Connections } from './connections.ts'
import type { Group } from './group.ts'
import { patiently } from './patience.ts'
import { own } from './reads.ts'

type Keys = readonly unknown[]

const NO_KEYS: Keys = []

/** Rows that are written in one go, without a turn for others: about 10 milliseconds. */
const CHUNK = 1_000

/** The statements around what is all done or not at all. */
interface Frame {
  begin(): MaybePromise<unknown>
  commit(): void
  rollback(): void
}

/** Inserts rows from one position to another, and adds the generated keys to a list. */
type Fill = (rows: readonly Row[], from: number, to: number, keys: unknown[]) => void

/** Records a row with its key, where the model records its changes. */
type RecordRow = (row: Row, key: unknown) => void

/** Makes a filler that records in a group. */
type Filler = (group: Group) => Fill

/** The whole rows of a model, from those that a plan gives; what the store makes is the key. */
function wholeRow({ model, fields }: InsertPlan): (row: Row, key: unknown) => Row {
  const places = model.fields.map((field) => fields.indexOf(field))
  const own = model.fields.findIndex((field) => isAutoKey(model) && model.key[0] === field)
  return (row, key) => places.map((place, i) => (place < 0 ? (i === own ? key : null) : row[place]))
}

function recordIn(connections: Connections, plan: InsertPlan): (group: Group) => RecordRow | undefined {
  const recorder = recorderOf(plan.model)
  if (recorder === undefined) return () => undefined
  const whole = wholeRow(plan)
  const append = appender(connections)
  return (group) => (row, key) => append(group, [recorder.created(whole(row, key))])
}

function filler(connections: Connections, plan: InsertPlan, { text, args }: Statement): Filler {
  const statement = lazily(() => connections.writing(text))
  const bind = binder(args, plan.fields.length)
  const recorded = recordIn(connections, plan)
  return (group) => (rows, from, to, keys) => {
    const ready = statement()
    const record = recorded(group)
    let i = from
    try {
      for (; i < to; i++) {
        const row = rows[i] as Row
        const { lastInsertRowid } = ready.run(...bind(row))
        if (plan.returnsKey) keys.push(lastInsertRowid)
        record?.(row, lastInsertRowid)
      }
    } catch (error) {
      throw connections.explain(error, plan, rows[i] ?? [])
    }
  }
}

async function fillInTurns(fill: Fill, rows: readonly Row[], keys: unknown[]): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) {
    if (from > 0) await nextTurn()
    fill(rows, from, Math.min(from + CHUNK, rows.length), keys)
  }
}

/** All rows or none; at once where they are few. */
function insertAll(fill: Fill, rows: readonly Row[], frame: Frame): MaybePromise<Keys> {
  const keys: unknown[] = []
  const undo = (error: unknown): never => {
    frame.rollback()
    throw error
  }
  const done = (): Keys => {
    try {
      frame.commit()
    } catch (error) {
      undo(error)
    }
    return keys
  }
  const work = (): MaybePromise<Keys> => {
    if (rows.length > CHUNK) return fillInTurns(fill, rows, keys).catch(undo).then(done)
    try {
      fill(rows, 0, rows.length, keys)
    } catch (error) {
      undo(error)
    }
    return done()
  }
  const begun = frame.begin()
  return isPromise(begun) ? begun.then(work) : work()
}

function outerFrame({ writer, settings }: Connections): Frame {
  return {
    begin: () => patiently(() => writer.exec('begin immediate'), settings.busyTimeout),
    commit: () => writer.exec('commit'),
    rollback: () => writer.inTransaction && writer.exec('rollback'),
  }
}

function innerFrame({ writer }: Connections): Frame {
  return {
    begin: () => writer.exec('savepoint "rows"'),
    commit: () => writer.exec('release "rows"'),
    rollback: () => writer.inTransaction && writer.exec('rollback to "rows"; release "rows"'),
  }
}

/** A prepared insert: one statement for one row, one transaction (or savepoint) for several, or what is recorded. */
export function prepareInsert(
  connections: Connections,
  plan: InsertPlan,
  statement: Statement,
): PreparedInsert {
  const { model } = plan
  const fillIn = filler(connections, plan, statement)
  const plain = fillIn({})
  const records = model.changes !== undefined
  const single = (rows: readonly Row[]): Keys => {
    const keys = plan.returnsKey ? [] : NO_KEYS
    plain(rows, 0, 1, keys as unknown[])
    return keys
  }
  const failed = (error: unknown): never => {
    throw connections.failure(error, model)
  }
  const told = (keys: Keys): Keys => {
    if (records) connections.commits.tell()
    return keys
  }
  const several = (rows: readonly Row[]): MaybePromise<Keys> => {
    const task = () => insertAll(fillIn({}), rows, outerFrame(connections))
    try {
      const keys = connections.lane.run(task)
      return isPromise(keys) ? keys.then(told, failed) : told(keys)
    } catch (error) {
      return failed(error)
    }
  }
  return {
    run(rows, tx) {
      if (rows.length === 0) return NO_KEYS
      if (rows.length === 1 && !records) {
        const task = () => single(rows)
        return tx === null ? connections.write(task, model) : own(tx).run(task, model)
      }
      if (tx === null) return several(rows)
      const transaction = own(tx)
      const fill = fillIn(transaction.group)
      return transaction.hold(() => insertAll(fill, rows, innerFrame(connections)), model)
    },
  }
}
