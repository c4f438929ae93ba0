import type { ModelShape, Store } from 'prometheus-odm'
import type { PostgresOptions } from 'prometheus-odm/postgres'
import { postgres } from 'prometheus-odm/postgres'
import type { Schema } from './server.ts'
import { administer, freshSchema } from './server.ts'

/** A schema in which the tables of some models are, and what they looked like when they were made. */
interface Used {
  readonly schema: Schema
  readonly models: string
  made?: string
}

/** Schemas without rows, by the models whose tables they have. */
const unused = new Map<string, Used[]>()

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** All that sync could have made in a schema, as one text. */
async function structureOf({ name }: Schema): Promise<string> {
  const of = `${quote(name)}::regnamespace`
  const [row] = await administer(`select md5(concat(
    (select string_agg(concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull), ',' order by c.relname, a.attnum)
      from pg_class c join pg_attribute a on a.attrelid = c.oid where c.relnamespace = ${of} and a.attnum > 0),
    (select string_agg(conname, ',' order by conname) from pg_constraint where connamespace = ${of}))) as text`)
  return String(row?.text)
}

/** Removes all rows, whatever refers to them. */
async function empty({ name }: Schema): Promise<void> {
  await administer(`do $$ declare t regclass; begin
    set local session_replication_role = replica;
    for t in select oid from pg_class where relnamespace = ${quote(name)}::regnamespace and relkind = 'r'
    loop execute format('delete from %s', t); end loop; end $$`)
}

async function schemaFor(models: string): Promise<Used> {
  return unused.get(models)?.pop() ?? { schema: await freshSchema(), models }
}

async function giveBack(used: Used): Promise<void> {
  if (used.made === undefined || (await structureOf(used.schema)) !== used.made) {
    await used.schema.drop()
    return
  }
  await empty(used.schema)
  unused.set(used.models, [...(unused.get(used.models) ?? []), used])
}

/** Drops the schemas that were kept. */
export async function dropUnused(): Promise<void> {
  for (const { schema } of [...unused.values()].flat()) await schema.drop()
  unused.clear()
}

const plainly = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value)

/** The store before it is told its models: asked what it can do, and never opened. */
const unopened = postgres('postgres://never-opened')

/** What the fixture of a scenario is made of. */
export interface Reused {
  readonly store: Store
  again(): Store
  cleanup(): Promise<void>
}

/**
 * A store that chooses its schema when it is told its models: one that has their tables already and no rows, or a new
 * one. Making and dropping tables for each scenario was measured at four fifths of the time of the suite.
 */
export function reusedSchema(options?: PostgresOptions): Reused {
  let used: Promise<Used> | undefined
  const storeOf = (choose: (models: readonly ModelShape[]) => Promise<Used>): Store => {
    let opened = unopened
    return {
      name: unopened.name,
      capabilities: unopened.capabilities,
      get changes() {
        return opened.changes
      },
      async open(models) {
        opened = (await choose(models)).schema.store(options)
        await opened.open(models)
      },
      async sync() {
        await opened.sync()
        const chosen = await used
        if (chosen !== undefined) chosen.made ??= await structureOf(chosen.schema)
      },
      prepare: (plan) => opened.prepare(plan),
      begin: (options) => opened.begin(options),
      close: () => opened.close(),
    }
  }
  const choose = (models: readonly ModelShape[]): Promise<Used> => {
    used ??= schemaFor(JSON.stringify(models, plainly))
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
