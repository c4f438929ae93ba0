import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { PrometheusError } from '../../errors/error.ts'
import { isPrometheusError } from '../../errors/error.ts'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Store } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { Database } from './driver.ts'
import type { SqliteOptions } from './index.ts'
import { sqlite } from './index.ts'

/** The driver itself, for what others do with a file. */
export const driver = createRequire(import.meta.url)('better-sqlite3') as new (path: string) => Database

/** A definition of a model by its fields. */
export const define = (name: string, schema: object, rest: object = {}) => ({
  name,
  schema: cast<SchemaDefinition>(schema, 'the factories give definitions'),
  ...rest,
})

/** Models as the store sees them. */
export function shapesOf(...definitions: ReturnType<typeof define>[]): ModelShape[] {
  const all = new Map(definitions.map((one) => [one.name, one]))
  return definitions.map((one) => buildModelSchema(one, all).shape)
}

/** The fields of a note. */
export const text = { id: field.id(), text: field.string() }
/** A model with an id and a text. */
export const [note] = shapesOf(define('Note', text)) as [ModelShape]

/** A folder of the test that runs. */
export let folder: string
/** A file in it, which is not there yet. */
export let path: string

/** Gives each test of the file a folder of its own. */
export function eachInItsFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'prometheus-sqlite-'))
    path = join(folder, 'data.db')
  })
  afterEach(() => rmSync(folder, { recursive: true }))
}

/** Opens a store, and makes its tables. */
export async function open(
  options: string | SqliteOptions = path,
  models: readonly ModelShape[] = [note],
  sync = true,
): Promise<Store> {
  const store = sqlite(options)
  await store.open(models)
  if (sync) await store.sync()
  return store
}

/** The error with which something is refused. */
export async function refusal(run: () => unknown): Promise<PrometheusError> {
  const error = await Promise.resolve()
    .then(run)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
  if (!isPrometheusError(error)) throw new TypeError('expected a PrometheusError', { cause: error })
  return error
}

/** Does something with the file that the store does not know of. */
export function outside(work: (database: Database) => unknown): void {
  const database = new driver(path)
  work(database)
  database.close()
}
