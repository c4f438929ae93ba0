import type { Document } from 'mongodb'
import type { AggregatePlan, CountPlan, FindPlan, PreparedCount, PreparedRead } from '../../store/contract.ts'
import { aggregateGrouping, countPipeline } from './aggregate.ts'
import { rowMaker } from './columns.ts'
import type { Connection } from './connection.ts'
import type { Stored } from './driver.ts'
import { collectionOf } from './driver.ts'
import { findReading } from './find.ts'
import type { Source } from './scope.ts'
import { own, reading } from './scope.ts'
import { touch } from './touch.ts'

const documents = <T extends Document>(
  { db, options }: Source,
  table: string,
  pipeline: Document[],
): Promise<T[]> => collectionOf(db, table).aggregate<T>(pipeline, options).toArray()

/** A prepared find; one that locks touches what it has found. */
export function prepareFind(connection: Connection, plan: FindPlan): PreparedRead {
  const { model, lock } = plan
  const { pipeline, names, decode } = findReading(plan)
  const row = rowMaker(names)
  return {
    decode,
    async run(parameters, tx) {
      const stages = pipeline(parameters)
      if (stages === undefined) return []
      if (lock === undefined || tx === null)
        return reading(connection, model, tx, async (source) =>
          (await documents(source, model.table, stages)).map(row),
        )
      return own(connection, tx).run(model, async (work) => {
        const source = { db: work.db, options: { session: work.session, ...connection.limit } }
        const found = await documents<Stored>(source, model.table, stages)
        const ids = found.map(({ _id }) => _id)
        await touch(work, model.table, ids)
        return found.map(row)
      })
    },
  }
}

/** A prepared count. */
export function prepareCount(connection: Connection, plan: CountPlan): PreparedCount {
  const { model } = plan
  const pipeline = countPipeline(plan)
  return {
    run: (parameters, tx) =>
      reading(connection, model, tx, async (source) => {
        const [found] = await documents(source, model.table, pipeline(parameters))
        return Number(found?.count ?? 0)
      }),
  }
}

/** A prepared aggregate. */
export function prepareAggregate(connection: Connection, plan: AggregatePlan): PreparedRead {
  const { model } = plan
  const { pipeline, rows, decode } = aggregateGrouping(plan)
  return {
    decode,
    async run(parameters, tx) {
      const stages = pipeline(parameters)
      if (stages === undefined) return []
      return reading(connection, model, tx, async (source) =>
        rows(await documents(source, model.table, stages)),
      )
    },
  }
}
