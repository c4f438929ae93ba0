import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { withConsumers } from '../model/changes/consumer-rows.ts'
import { definitionOf } from '../model/define-model.ts'
import { buildModelSchema } from '../schema/model-schema.ts'
import type { ModelShape } from '../schema/shape.ts'
import type { Store } from '../store/contract.ts'
import type { SchemaAccess } from '../store/schema-access.ts'
import { snakeCase } from '../support/names.ts'
import { didYouMean, nearest } from '../support/nearest.ts'
import { isPlainObject } from '../support/plain-object.ts'
import { loadModule } from './load-models.ts'
import { Problem } from './problem.ts'

const DEFAULTS = ['ts', 'mts', 'js', 'mjs'].map((extension) => `prometheus.config.${extension}`)

/** What a configuration file exports: what `connect` takes, and where migrations are. */
interface Config {
  readonly models: Readonly<Record<string, unknown>>
  readonly store: Store
  readonly stores: Readonly<Record<string, Store>>
  readonly migrations: string
}

function configFile(named: string | undefined): string {
  const file = named ?? DEFAULTS.find((name) => existsSync(name))
  if (file !== undefined) return file
  throw new Problem(
    `There is no ${DEFAULTS[0]} here: make one that exports { models, store } as connect takes them, or name the file with --config.`,
  )
}

const isStore = (value: unknown): value is Store =>
  typeof value === 'object' && value !== null && 'prepare' in value && 'capabilities' in value

async function loadConfig(file: string): Promise<Config> {
  const exported = await loadModule(file)
  const {
    models = {},
    store,
    stores = {},
    migrations = 'migrations',
  } = {
    ...(isPlainObject(exported.default) ? exported.default : exported),
  }
  if (!isPlainObject(models)) throw new Problem(`${file}: models must be an object of models by name.`)
  if (!isStore(store))
    throw new Problem(`${file} exports no store: export default { models, store: sqlite('shop.db') }.`)
  if (!isPlainObject(stores) || !Object.values(stores).every(isStore))
    throw new Problem(`${file}: stores must be an object of stores by the names of models.`)
  if (typeof migrations !== 'string') throw new Problem(`${file}: migrations must be the path of a folder.`)
  return {
    models,
    store,
    stores: stores as Record<string, Store>,
    migrations: join(dirname(file), migrations),
  }
}

/** The shapes of the models that are in a store, with what is stored beside them. */
function shapesIn(store: Store, { models, stores, store: main }: Config): readonly ModelShape[] {
  const definitions = new Map(
    Object.entries(models).map(([name, model]) => {
      const definition = definitionOf(model)
      if (definition === undefined) throw new Problem(`models.${name} must come from defineModel.`)
      return [definition.name, definition]
    }),
  )
  const shapes = [...definitions.values()]
    .filter(({ name }) => (stores[name] ?? main) === store)
    .map((definition) => buildModelSchema(definition, definitions).shape)
  return withConsumers(shapes)
}

/** A store with what migrates it. */
export interface Target {
  readonly store: Store
  readonly access: SchemaAccess
  readonly models: readonly ModelShape[]
  /** The folder of its migrations. */
  readonly folder: string
}

function accessOf(store: Store): SchemaAccess {
  if (store.schema !== undefined) return store.schema
  throw new Problem(`The store ${store.name} has no schema that could be migrated.`)
}

/** Which store is meant: the main one, or that of a model. */
function pick({ models, store, stores, migrations }: Config, of: string | undefined): [Store, string] {
  if (of === undefined) return [store, migrations]
  if (!Object.hasOwn(models, of)) {
    const hint = didYouMean(nearest(of, Object.keys(models)))
    throw new Problem(`There is no model ${of}.${hint}`)
  }
  const other = stores[of]
  return other === undefined ? [store, migrations] : [other, join(migrations, snakeCase(of))]
}

/** Where a configuration is, and which of its stores is meant. */
export interface Choice {
  readonly config?: string
  readonly of?: string
}

/** A store that a configuration names, with all that it says; nothing is opened. */
export async function loadStore({ config, of }: Choice) {
  const loaded = await loadConfig(configFile(config))
  const [store, folder] = pick(loaded, of)
  return { loaded, store, folder }
}

/** Opens the store that a configuration names, runs work with it, and closes it. */
export async function withTarget<T>(choice: Choice, work: (target: Target) => Promise<T>): Promise<T> {
  const { loaded, store, folder } = await loadStore(choice)
  const access = accessOf(store)
  const models = shapesIn(store, loaded)
  // Without models: a store would refuse tables that are not as they say, which is what migrations are for.
  await store.open([])
  try {
    return await work({ store, access, models, folder })
  } finally {
    await store.close()
  }
}
