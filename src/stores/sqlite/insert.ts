import { setImmediate as nextTurn } from 'node:timers/promises'
import type { InsertPlan, PreparedInsert, Row } from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { isPromise } from '../../support/maybe-promise.ts'
import { lazily } from '../sql/lazily.ts'
import type { Statement } from '../sql/statement.ts'
import { binder } from './bind.ts'
import type { Connections } from './connections.ts'
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

function filler(connections: Connections, plan: InsertPlan, { text, args }: Statement): Fill {
  const statement = lazily(() => connections.writing(text))
  const bind = binder(args, plan.fields.length)
  return (rows, from, to, keys) => {
    const ready = statement()
    let i = from
    try {
      for (; i < to; i++) {
        const { lastInsertRowid } = ready.run(...bind(rows[i] as Row))
        if (plan.returnsKey) keys.push(lastInsertRowid)
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

/** A prepared insert: one statement for one row, one transaction (or savepoint) for several. */
export function prepareInsert(
  connections: Connections,
  plan: InsertPlan,
  statement: Statement,
): PreparedInsert {
  const { model } = plan
  const fill = filler(connections, plan, statement)
  const single = (rows: readonly Row[]): Keys => {
    const keys = plan.returnsKey ? [] : NO_KEYS
    fill(rows, 0, 1, keys as unknown[])
    return keys
  }
  const failed = (error: unknown): never => {
    throw connections.failure(error, model)
  }
  const several = (rows: readonly Row[]): MaybePromise<Keys> => {
    const task = () => insertAll(fill, rows, outerFrame(connections))
    try {
      const keys = connections.lane.run(task)
      return isPromise(keys) ? keys.catch(failed) : keys
    } catch (error) {
      return failed(error)
    }
  }
  return {
    run(rows, tx) {
      if (rows.length === 0) return NO_KEYS
      if (rows.length === 1) {
        const task = () => single(rows)
        return tx === null ? connections.write(task, model) : own(tx).run(task, model)
      }
      return tx === null
        ? several(rows)
        : own(tx).hold(() => insertAll(fill, rows, innerFrame(connections)), model)
    },
  }
}
