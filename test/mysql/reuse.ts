import type { ModelShape, Store } from 'prometheus-odm'
import { mysql } from 'prometheus-odm/mysql'
import type { Database } from './server.ts'
import { administer, freshDatabase } from './server.ts'

/** A database in which the tables of some models are, and what they looked like when they were made. */
interface Used {
  readonly database: Database
  readonly models: string
  made?: string
}

/** Databases without rows, by the models whose tables they have. */
const unused = new Map<string, Used[]>()

/** All that sync could have made in a database, as one text. */
async function structureOf({ name }: Database): Promise<string> {
  await administer('set session group_concat_max_len = 1000000')
  const [row] = await administer(`select sha2(concat_ws('|',
    (select group_concat(table_name, column_name, column_type, is_nullable, ifnull(collation_name, '') order by table_name, ordinal_position)
      from information_schema.columns where table_schema = '${name}'),
    (select group_concat(table_name, index_name, column_name order by table_name, index_name, seq_in_index)
      from information_schema.statistics where table_schema = '${name}'),
    (select group_concat(constraint_name order by constraint_name)
      from information_schema.table_constraints where table_schema = '${name}')), 256) as text`)
  return String(row?.text)
}

/** Removes all rows, whatever refers to them. */
async function empty({ name }: Database): Promise<void> {
  const tables = await administer(
    `select table_name as name from information_schema.tables where table_schema = '${name}'`,
  )
  await administer('set session foreign_key_checks = 0')
  await administer('start transaction')
  for (const table of tables) await administer(`delete from \`${name}\`.\`${table.name}\``)
  await administer('commit')
}

async function databaseFor(models: string): Promise<Used> {
  return unused.get(models)?.pop() ?? { database: await freshDatabase(), models }
}

async function giveBack(used: Used): Promise<void> {
  if (used.made === undefined || (await structureOf(used.database)) !== used.made) {
    await used.database.drop()
    return
  }
  await empty(used.database)
  unused.set(used.models, [...(unused.get(used.models) ?? []), used])
}

/** Drops the databases that were kept. */
export async function dropUnused(): Promise<void> {
  for (const { database } of [...unused.values()].flat()) await database.drop()
  unused.clear()
}

const plainly = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value)

/** The store before it is told its models: asked what it can do, and never opened. */
const unopened = mysql('mysql://never-opened/none')

/** What the fixture of a scenario is made of. */
export interface Reused {
  readonly store: Store
  again(): Store
  cleanup(): Promise<void>
}

/**
 * A store that chooses its database when it is told its models: one that has their tables already and no rows, or a
 * new one. Making tables takes most of the time of a scenario.
 */
export function reusedDatabase(): Reused {
  let used: Promise<Used> | undefined
  const storeOf = (choose: (models: readonly ModelShape[]) => Promise<Used>): Store => {
    let opened = unopened
    return {
      name: unopened.name,
      capabilities: unopened.capabilities,
      async open(models) {
        opened = (await choose(models)).database.store()
        await opened.open(models)
      },
      async sync() {
        await opened.sync()
        const chosen = await used
        if (chosen !== undefined) chosen.made ??= await structureOf(chosen.database)
      },
      prepare: (plan) => opened.prepare(plan),
      begin: (options) => opened.begin(options),
      get changes() {
        return opened.changes
      },
      close: () => opened.close(),
    }
  }
  const choose = (models: readonly ModelShape[]): Promise<Used> => {
    used ??= databaseFor(JSON.stringify(models, plainly))
    return used
  }
  return {
    store: storeOf(choose),
    again: () => storeOf(choose),
    cleanup: async () => {
      if (used !== undefined) await giveBack(await used)
    },
  }
}
