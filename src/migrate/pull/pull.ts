import type { SchemaDefinition } from '../../schema/definition.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import { CHANGE_TABLES } from '../../store/change-log.ts'
import type { SchemaAccess, TableState } from '../../store/schema-access.ts'
import { allSteps, changesOf } from '../changes.ts'
import { describeStep } from '../describe.ts'
import { HISTORY } from '../history.ts'
import type { Pulled, PulledModel } from './model.ts'
import { pullModel } from './model.ts'
import { modelName } from './names.ts'

/** The models of a database. */
export interface PulledDatabase {
  readonly models: readonly PulledModel[]
  /** Tables that are no models, with the reason. */
  readonly skipped: readonly string[]
  /** What a migration from the database to these models would do, in words; nothing where they are alike. */
  readonly differences: readonly string[]
}

/** The tables of the library itself. */
const OWN = [HISTORY, ...CHANGE_TABLES]

function namedTables(access: SchemaAccess, tables: readonly TableState[]): Pulled {
  const taken = new Set<string>()
  const named = tables.map((table): [string, { table: TableState; name: string }] => {
    const name = modelName(table.name, taken)
    taken.add(name)
    return [table.name, { table, name }]
  })
  return { access, tables: new Map(named) }
}

async function differencesOf(
  access: SchemaAccess,
  actual: readonly TableState[],
  pulled: readonly PulledModel[],
): Promise<readonly string[]> {
  const definitions = new Map(
    pulled.map(({ name, table, fields, key, indexes }) => {
      const schema: SchemaDefinition = Object.fromEntries(fields.map((field) => [field.key, field.entry]))
      return [name, { name, table: table.name, schema, key, indexes }]
    }),
  )
  const models = [...definitions.values()].map((one) => buildModelSchema(one, definitions).shape)
  const wanted = await access.wanted(models)
  return allSteps(changesOf({ actual, wanted, models, managed: [] })).map(describeStep)
}

/** A table whose key cannot be that of a model, in words. */
const keyless = ({ name, key }: TableState): string =>
  key.columns.length === 0
    ? `Table ${name} has no primary key, which every model has: give it one, and pull again.`
    : `Table ${name} has a primary key of a type that no field keeps: it is left out.`

/** Reads the models that a database is made for. */
export async function pullDatabase(access: SchemaAccess): Promise<PulledDatabase> {
  const all = await access.read()
  const tables = all.filter(({ name }) => !OWN.includes(name))
  const first = namedTables(access, tables)
  const usable = tables.filter((table) => pullModel(first, table.name, table) !== undefined)
  // Once more, since no model can refer to a table that is none.
  const pulled = namedTables(access, usable)
  const models = [...pulled.tables.values()].flatMap(
    ({ table, name }) => pullModel(pulled, name, table) ?? [],
  )
  const skipped = tables.filter((table) => !usable.includes(table)).map(keyless)
  return { models, skipped, differences: await differencesOf(access, all, models) }
}
