import type { Db } from 'mongodb'
import type { ModelShape } from '../../schema/shape.ts'
import type {
  DestroyPlan,
  InsertPlan,
  PreparedInsert,
  PreparedRead,
  PreparedWrite,
  StoreTransaction,
  UpdatePlan,
  UpsertPlan,
} from '../../store/contract.ts'
import { codecOf } from './codecs.ts'
import type { Connection, Work } from './connection.ts'
import { Destroy } from './destroy.ts'
import { Insert } from './insert.ts'
import { own } from './scope.ts'
import { Update } from './update.ts'
import { Upsert } from './upsert.ts'

interface Writing<T> {
  /** The write as one command, where it can be one. */
  atOnce?(db: Db): Promise<T | undefined>
  run(work: Work): Promise<T>
}

/** Runs a write: in a transaction, else as one command or, where it is more or is recorded, in a transaction of its own. All of it is done, or nothing. */
async function write<T>(
  connection: Connection,
  model: ModelShape,
  tx: StoreTransaction | null,
  { atOnce, run }: Writing<T>,
): Promise<T> {
  if (tx !== null) return own(connection, tx).run(model, run)
  const isOne = atOnce !== undefined && model.changes === undefined
  const done = isOne ? await connection.direct(model, atOnce) : undefined
  return done ?? connection.alone(model, run)
}

/** A prepared update. */
export function prepareUpdate(connection: Connection, plan: UpdatePlan): PreparedWrite {
  const { model } = plan
  const update = new Update(plan)
  return {
    run: (parameters, tx) =>
      write(connection, model, tx, {
        atOnce: (db) => update.atOnce(db, parameters),
        run: async (work) => (await update.run(work, parameters)).length,
      }),
  }
}

/** A prepared destroy. */
export function prepareDestroy(connection: Connection, plan: DestroyPlan): PreparedWrite {
  const destroy = new Destroy(plan)
  return {
    run: (parameters, tx) =>
      write(connection, plan.model, tx, {
        atOnce: (db) => destroy.atOnce(db, parameters),
        run: (work) => destroy.run(work, parameters),
      }),
  }
}

/** A prepared insert. */
export function prepareInsert(connection: Connection, plan: InsertPlan): PreparedInsert {
  const { model, fields, returnsKey } = plan
  const insert = new Insert(model, fields)
  return {
    async run(rows, tx) {
      const { documents, keys } = await connection.direct(model, (db) => insert.make(db, rows))
      const [only] = documents
      await write(connection, model, tx, {
        async atOnce(db) {
          if (only === undefined || documents.length > 1) return undefined
          await insert.one(db, only)
          return true
        },
        async run(work) {
          await insert.run(work, documents)
          return true
        },
      })
      return returnsKey ? keys : []
    },
  }
}

/** How often an upsert begins anew that met another one, which inserted the same record. */
const UPSERT_TRIES = 20

/** A prepared upsert. */
export function prepareUpsert(connection: Connection, plan: UpsertPlan): PreparedRead {
  const { model } = plan
  const upsert = new Upsert(plan)
  return {
    decode: model.fields.map((field) => codecOf(field).decode),
    async run(parameters, tx) {
      for (let tries = 1; ; tries++) {
        try {
          return await write(connection, model, tx, {
            atOnce: (db) => upsert.atOnce(db, parameters),
            run: (work) => upsert.run(work, parameters),
          })
        } catch (error) {
          if (tx !== null || tries >= UPSERT_TRIES || !upsert.meetsItself(error)) throw error
        }
      }
    },
  }
}
